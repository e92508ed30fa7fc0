/**
 * Errors that nobody awaited: a socket of a library that breaks while no one listens, a promise that was let go. Node would
 * print a stack trace and leave the cursor hidden; a user should get the same sentence as for any other mistake of ours.
 */

/** Calls back at most once; whoever is called ends the process. Returns how to stop listening. */
export function listenForUncaught(onError: (error: unknown) => void): () => void {
  const heard = (error: unknown) => {
    stop();
    onError(error);
  };
  const stop = () => {
    process.off('uncaughtException', heard);
    process.off('unhandledRejection', heard);
  };
  process.on('uncaughtException', heard);
  process.on('unhandledRejection', heard);
  return stop;
}

/**
 * Catches errors that no code awaits, such as a broken socket of a library without a listener, or a
 * forgotten promise. Node would print a stack trace and leave the cursor hidden. Users get the same
 * sentence as for any other bug in SmolFaaS.
 */

/**
 * Calls back at most once; the callback ends the process. Returns a function that stops listening.
 */
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

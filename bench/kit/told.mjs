/**
 * Waits for a program that was forked to say something. One that ends instead will never say it, so that is an error and no wait.
 */
import { once } from 'node:events';

/** The next message of the child. @throws when it ended without one; the signal's reason */
export async function told(child, signal) {
  const done = new AbortController();
  const options = { signal: AbortSignal.any([signal, done.signal]) };
  const ended = once(child, 'exit', options).then(([code, killedBy]) => {
    throw new Error(`process ${child.pid} ended early, with ${code ?? killedBy}`);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', options), ended]);
    return message;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    done.abort();
  }
}

/**
 * A question about an object that may not be there: the engine's 404 is an answer, every other failure stays one.
 *
 * Place: around a call of the connection, wherever "none" is a value.
 */
import { statusOf } from './failure.js';

/** What was asked for; undefined when the engine does not have it. Rejects with what the call rejects with. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

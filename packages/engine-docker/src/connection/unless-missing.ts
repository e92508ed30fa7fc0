/**
 * Turns the engine's 404 into a value, for queries about an object that may not exist. Every other
 * failure is still a failure.
 *
 * Place in the flow: around a call of the connection, wherever "none" is a value.
 */
import { statusOf } from './failure.js';

/**
 * The requested object; undefined when the engine does not have it. Rejects like the call itself.
 */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

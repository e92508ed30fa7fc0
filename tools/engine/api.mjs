/**
 * The Docker Engine API as far as the set-up needs it: plain HTTP over the engine's socket.
 *
 * The set-up runs before any dependency is installed and must not need the `docker` program, so it speaks to the engine
 * itself. Paths carry no API version: the engine then answers with its newest.
 *
 *   GET  /_ping               is it there
 *   GET  /version             which one
 *   GET  /images/NAME/json    200 it has the image, 404 it has not
 *   POST /images/load         a `docker save` archive in, JSON lines out
 *   POST /images/create       a pull: JSON lines out
 */
import { request } from 'node:http';
import { createInterface } from 'node:readline';

/**
 * Sends one request to the engine at `endpoint` (`{ socketPath }` or `{ host, port }`), resolves with the response
 * stream once its head is there. `body` is a readable stream. Rejects when nothing listens or `signal` aborts.
 */
export function callEngine(endpoint, method, path, { body, signal } = {}) {
  return new Promise((resolve, reject) => {
    const headers = { host: 'docker', ...(body === undefined ? {} : { 'content-type': 'application/x-tar' }) };
    const outgoing = request({ ...endpoint, method, path, headers, signal }, resolve);
    outgoing.once('error', reject);
    if (body === undefined) outgoing.end();
    else body.once('error', (error) => outgoing.destroy(error)).pipe(outgoing);
  });
}

/** The whole answer as text. */
export async function readText(response) {
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The messages of a long-running call (load, pull), one JSON object for each line. */
export async function* readMessages(response) {
  for await (const line of createInterface({ input: response })) if (line.trim() !== '') yield JSON.parse(line);
}

/** The version of the engine at `endpoint`, or undefined when none answers within `timeoutMs`. */
export async function pingEngine(endpoint, timeoutMs = 3000) {
  try {
    const response = await callEngine(endpoint, 'GET', '/version', { signal: AbortSignal.timeout(timeoutMs) });
    if (response.statusCode !== 200) return undefined;
    return JSON.parse(await readText(response)).Version;
  } catch {
    return undefined; // nothing listens there, or it is no engine: exactly what the caller asks
  }
}

/** Whether the engine has an image of this name. */
export async function hasImage(endpoint, name) {
  return (await imageLabels(endpoint, name)) !== undefined;
}

/** The labels of an image by this name; undefined when the engine has none. */
export async function imageLabels(endpoint, name) {
  const response = await callEngine(endpoint, 'GET', `/images/${name}/json`);
  const text = await readText(response);
  if (response.statusCode === 200) return JSON.parse(text).Config?.Labels ?? {};
  if (response.statusCode === 404) return undefined;
  throw new Error(`The engine could not say whether it has ${name} (${response.statusCode}): ${text}`);
}

/** Loads an archive in the format of `docker save`; throws with the engine's own words. */
export async function loadImages(endpoint, archive, { signal } = {}) {
  const response = await callEngine(endpoint, 'POST', '/images/load?quiet=1', { body: archive, signal });
  if (response.statusCode !== 200)
    throw new Error(`POST /images/load: ${response.statusCode} ${await readText(response)}`);
  for await (const message of readMessages(response)) if (message.error) throw new Error(message.error);
}

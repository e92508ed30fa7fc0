/** Puts an image of an engine into a registry, and lets the engine forget the name it had there, so that it must be fetched. */
import { request } from 'node:http';
import { engineCall, engineSocket } from '../engine.js';
import { LOGIN } from './registries.js';

/** Gives the digest. @throws when the registry does not take it, with the engine's words */
export async function pushImage(source: string, target: string): Promise<string> {
  const colon = target.lastIndexOf(':');
  const [repository, tag] = [target.slice(0, colon), target.slice(colon + 1)];
  await engineCall('POST', `/images/${source}/tag?repo=${repository}&tag=${tag}`);
  const said = await push(`/images/${repository}/push?tag=${tag}`);
  if (said.includes('"error"')) throw new Error(`${target} cannot be pushed: ${said}`);
  await engineCall('DELETE', `/images/${target}?noprune=1`);
  const digest = /digest\W+(sha256:[0-9a-f]{64})/i.exec(said)?.[1]; // a field of its own, or part of the sentence
  if (digest === undefined) throw new Error(`${target} was pushed without a digest: ${said}`);
  return digest;
}

/** The end of the answer is the end of the push. */
function push(path: string): Promise<string> {
  // The engine's base64 is the URL's alphabet, with the padding that Node.js leaves out there.
  const login = Buffer.from(JSON.stringify(LOGIN)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  const headers = { 'x-registry-auth': login };
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: engineSocket(), method: 'POST', path, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve(text));
    });
    call.once('error', reject).end();
  });
}

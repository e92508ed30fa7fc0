/**
 * Copies images from one engine to another as one stream, `GET /images/get` into `POST /images/load`: nothing is written in between.
 * Ids stay the same. A few seconds for the base images of a function and the router.
 */
import { type IncomingMessage, request } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** @param from @param to sockets of the engines. @throws when an image is missing or cannot be loaded */
export async function copyImages(references: readonly string[], from: string, to: string): Promise<void> {
  if (references.length === 0) return; // without names, all images would be meant
  const path = `/images/get?${references.map((reference) => `names=${encodeURIComponent(reference)}`).join('&')}`;
  const saved = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ socketPath: from, path }, resolve).once('error', reject).end();
  });
  if (saved.statusCode !== 200) throw new Error(`GET ${path}: ${saved.statusCode} ${await textOf(saved)}`);
  const headers = { 'content-type': 'application/x-tar' };
  const load = request({ socketPath: to, method: 'POST', path: '/images/load?quiet=1', headers });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    load.once('response', resolve).once('error', reject);
  });
  await pipeline(saved, load);
  const text = await textOf(await answer);
  if (text.includes('"error"')) throw new Error(`images could not be loaded: ${text}`);
}

async function textOf(stream: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
  return text;
}

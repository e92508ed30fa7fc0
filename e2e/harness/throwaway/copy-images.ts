/**
 * Copies images from one engine to another: `GET /images/get` into a file, and that into `POST /images/load`. Ids stay the same.
 *
 * Packing images takes an engine several seconds of a processor, and most tests copy the same ones. So the archive of each set stays
 * until the end of the run, which removes it (tools/test-run/global-setup.mjs).
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { archiveFolder } from '../../../tools/test-run/archive-folder.mjs';
import { engineCall } from '../engine.js';

/** @param from @param to sockets of the engines. @throws when an image is missing or cannot be loaded */
export async function copyImages(references: readonly string[], from: string, to: string): Promise<void> {
  if (references.length === 0) return; // without names, all images would be meant
  await load(await archiveOf([...references].sort(), from), to);
}

/** The path of an archive with these images, as they are now. */
async function archiveOf(references: readonly string[], from: string): Promise<string> {
  const ids = await Promise.all(
    references.map(async (name) => {
      const { Id } = await engineCall<{ Id: string }>('GET', `/images/${name}/json`, undefined, from);
      return `${name} ${Id}`;
    }),
  );
  const folder = archiveFolder();
  const path = join(folder, `${createHash('sha256').update(ids.join('\n')).digest('hex')}.tar`);
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const partial = `${path}.${randomUUID()}`;
  await save(references, from, partial);
  await rename(partial, path); // two tests may write the same one
  return path;
}

async function save(references: readonly string[], from: string, path: string): Promise<void> {
  const query = references.map((reference) => `names=${encodeURIComponent(reference)}`).join('&');
  const saved = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ socketPath: from, path: `/images/get?${query}` }, resolve)
      .once('error', reject)
      .end();
  });
  if (saved.statusCode !== 200) throw new Error(`GET /images/get: ${saved.statusCode} ${await textOf(saved)}`);
  await pipeline(saved, createWriteStream(path));
}

async function load(archive: string, to: string): Promise<void> {
  const headers = { 'content-type': 'application/x-tar' };
  const sent = request({ socketPath: to, method: 'POST', path: '/images/load?quiet=1', headers });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  await pipeline(createReadStream(archive), sent);
  const text = await textOf(await answer);
  if (text.includes('"error"')) throw new Error(`images could not be loaded: ${text}`);
}

async function textOf(stream: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
  return text;
}

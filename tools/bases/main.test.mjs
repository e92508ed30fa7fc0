/** Which stand-ins are made: those that are missing, and those of a former revision. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { missingImages } from './main.mjs';

let directory;
let server;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'smolfaas-revisions-'));
});
afterEach(async () => {
  server.close();
  await rm(directory, { recursive: true });
});

async function engineWith(images) {
  server = createServer((incoming, response) => {
    const Labels = images[/^\/images\/(.+)\/json$/.exec(incoming.url)?.[1]];
    response.writeHead(Labels === undefined ? 404 : 200).end(JSON.stringify({ Config: { Labels } }));
  });
  const socketPath = join(directory, 'engine.sock');
  await once(server.listen(socketPath), 'listening');
  return { socketPath };
}

test('an image is made when the engine lacks it or has a former revision, and never in place of a user\u2019s own', async () => {
  const label = (revision) => ({ 'dev.smolfaas.standin': revision });
  const engine = await engineWith({ first: label('1'), former: label('1'), current: label('2'), own: {}, bare: null });
  const revision = 2;
  const images = [
    { name: 'first' },
    { name: 'former', revision },
    { name: 'current', revision },
    { name: 'own', revision },
    { name: 'bare', revision },
    { name: 'absent', revision },
  ];
  expect((await missingImages(engine, images)).map(({ name }) => name)).toEqual(['former', 'absent']);
});

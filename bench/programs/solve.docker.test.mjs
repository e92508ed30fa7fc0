/**
 * The program is plain JavaScript on core's inner stages, which no compiler holds together: this test does, with one function of each kind
 * that needs no network.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findEngine } from '../../tools/engine/find.mjs';
import { writeFunctions } from '../functions/write.mjs';
import { bundle } from '../kit/bundle.mjs';
import { engineJson, removeAllOf } from '../kit/engine.mjs';
import { timed } from '../kit/run.mjs';
import { chosenBases, runtimeList } from '../kit/runtimes.mjs';

const id = `sfbench${randomBytes(3).toString('hex')}`;
let endpoint;
let dir;
beforeEach(async () => {
  ({ endpoint } = await findEngine());
  dir = await mkdtemp(join(tmpdir(), `${id}-`));
});
afterEach(async () => {
  await removeAllOf(endpoint, id);
  await rm(dir, { recursive: true });
});

test('bundled, it builds functions into images with a name, and twice the same ones', async ({ signal }) => {
  const bases = await chosenBases(endpoint);
  const functions = ['node', 'dockerfile'].map((kind) => ({ name: `fn-${kind}`, kind }));
  await writeFunctions(dir, functions, { version: id, dependency: id, bases });
  const program = join(dir, '.program.mjs');
  await bundle(fileURLToPath(new URL('solve.mjs', import.meta.url)), program);
  const names = functions.map(({ name }) => name);
  const job = { ...endpoint, functionsDir: dir, names, runtimes: runtimeList(), bases, prefix: `${id}-fn` };
  const run = async () => (await timed(process.execPath, [program, JSON.stringify(job)], { cwd: dir, signal })).stdout;
  const images = (await run()).trim().split('\n');
  expect(images).toHaveLength(2);
  for (const [at, name] of names.entries()) {
    const found = await engineJson(endpoint, 'GET', `/images/${id}-fn-${name}:latest/json`);
    expect(found.Id).toBe(images[at]);
  }
  expect((await run()).trim().split('\n')).toEqual(images);
});

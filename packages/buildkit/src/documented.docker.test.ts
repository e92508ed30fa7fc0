/** The README's example, run as it is printed there. It lies in dist/ so that Node.js resolves this package by its own name. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { cleanUp, engine, inspect, sourceDirectory } from './engine.test.fixture.js';

const script = fileURLToPath(new URL('../dist/readme-example.mjs', import.meta.url));
afterAll(async () => {
  rmSync(script, { force: true });
  for (const tag of ['1', 'latest']) await engine('DELETE', `/images/bkt-site:${tag}`);
  await cleanUp();
});

test('the example builds an image with two names', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```js\n([^]*?)```/.exec(readme)?.[1] ?? '';
  expect(example.split('\n').length).toBeLessThan(45);
  const cwd = sourceDirectory({ 'site/run': 'hello' });
  mkdirSync(join(cwd, 'site/empty'));
  writeFileSync(script, example);
  const printed = execFileSync(process.execPath, [script], { cwd, timeout: 30_000 }).toString();
  const id = /(sha256:[0-9a-f]{64}) \d+ steps from the cache/.exec(printed)?.[1];
  expect((await inspect('bkt-site:1')).Id).toBe(id);
  expect((await inspect('bkt-site')).Config).toMatchObject({ Cmd: ['/app/run'], Labels: { made: 'by hand' } });
});

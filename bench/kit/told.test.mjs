import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { told } from './told.mjs';

let dir;
let child;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-told-'));
});
afterEach(() => {
  child.kill();
  rmSync(dir, { recursive: true });
});

function start(text) {
  writeFileSync(join(dir, 'child.mjs'), text);
  child = fork(join(dir, 'child.mjs'), { stdio: 'ignore' });
  return child;
}

test('gives one message after another', async ({ signal }) => {
  start("process.on('message', (n) => process.send({ n }));");
  for (const n of [1, 2]) {
    child.send(n);
    expect(await told(child, signal)).toEqual({ n });
  }
});

test('a program that ends without a word is an error', async ({ signal }) => {
  await expect(told(start('process.exit(3)'), signal)).rejects.toThrow(/ended early, with 3/);
});

test('an interrupt ends the wait with its reason', async () => {
  const signal = AbortSignal.timeout(20);
  await expect(told(start('setInterval(() => {}, 1000)'), signal)).rejects.toThrow('timeout');
});

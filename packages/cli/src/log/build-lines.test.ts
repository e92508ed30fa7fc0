/** Build output in the log file: what is there, and what another process writes. */
import { appendFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { buildLines } from './build-lines.js';

const line = (text: string, time = 1000) =>
  `${JSON.stringify({ level: 30, time, type: 'build', function: 'web', event: { type: 'log', step: 1, name: 'npm ci', line: text } })}\n`;
const OTHER = `${JSON.stringify({ level: 30, time: 1, type: 'build', function: 'web', event: { type: 'step', step: 1 } })}\nno JSON\n`;

it('reads both files, then what is added, also after the file was replaced', async () => {
  const path = join(temporaryFolder(), 'p.log');
  writeFileSync(`${path}.1`, line('old', 10) + line('first', 2000));
  writeFileSync(path, OTHER + line('second', 3000));
  const source = buildLines(path);
  const stop = new AbortController();
  const texts: string[] = [];
  for await (const entry of source.history(1000, stop.signal))
    texts.push(entry.type === 'build' ? `${entry.step} ${entry.text}` : entry.type);
  expect(texts).toEqual(['npm ci first', 'npm ci second']);

  const seen: string[] = [];
  const following = (async () => {
    for await (const entry of source.follow(stop.signal)) seen.push(entry.type === 'build' ? entry.text : entry.type);
  })().catch((error: unknown) => error);
  appendFileSync(path, line('third').slice(0, 20));
  appendFileSync(path, line('third').slice(20));
  await expect.poll(() => seen).toEqual(['third']);
  appendFileSync(path, line('fourth'));
  renameSync(path, `${path}.1`);
  writeFileSync(path, line('fifth'));
  await expect.poll(() => seen).toEqual(['third', 'fourth', 'fifth']);
  stop.abort(new Error('enough'));
  expect(await following).toEqual(new Error('enough'));
});

it('has nothing when there is no file, and reads it once there is one', async () => {
  const path = join(temporaryFolder(), 'p.log');
  const source = buildLines(path);
  const stop = new AbortController();
  for await (const entry of source.history(undefined, stop.signal)) throw new Error(entry.time);
  const first = source.follow(stop.signal)[Symbol.asyncIterator]().next();
  writeFileSync(path, line('late'));
  expect(await first).toMatchObject({ value: { type: 'build', function: 'web', text: 'late' } });
  stop.abort();
});

it('leaves out a file that cannot be read', async () => {
  const path = join(temporaryFolder(), 'p.log');
  symlinkSync('/proc/self/mem', `${path}.1`); // for root too
  writeFileSync(path, line('readable'));
  const texts: unknown[] = [];
  for await (const entry of buildLines(path).history(undefined, new AbortController().signal))
    texts.push('text' in entry && entry.text);
  expect(texts).toEqual(['readable']);
});

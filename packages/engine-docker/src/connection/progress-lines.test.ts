/**
 * Tests the streams that engines send: sums of bytes, and errors after a status of success.
 */
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { firstError, pullProgress } from './progress-lines.js';

const stream = (...entries: object[]) => Readable.from(entries.map((entry) => `${JSON.stringify(entry)}\r\n`));
const layer = (id: string, status: string, current?: number, total?: number) => ({
  id,
  status,
  progressDetail: current === undefined ? {} : { current, total },
});

it('a pull is the sum of its layers; one that is unpacked counts whole, one that was there not at all', async () => {
  const seen: unknown[] = [];
  const entries = [
    { id: '24-slim', status: 'Pulling from library/node' },
    layer('a', 'Already exists'),
    layer('b', 'Downloading', 10, 100),
    layer('c', 'Downloading', 5, 50),
    layer('b', 'Download complete'),
    layer('b', 'Extracting', 1, 100),
    layer('c', 'Pull complete'),
    { status: 'Digest: sha256:0' },
  ];
  const onEntry = pullProgress((progress) => seen.push(progress));
  expect(await firstError(stream(...entries), onEntry)).toBeUndefined();
  expect(seen).toEqual([
    { done: 10, total: 100 },
    { done: 15, total: 150 },
    { done: 105, total: 150 },
    { done: 150, total: 150 },
  ]);
});

it('the first error is told, and the stream is read to its end all the same', async () => {
  const seen: unknown[] = [];
  const entries = [{ status: 'x' }, { error: 'one', errorDetail: {} }, { error: 'two' }, { status: 'y' }];
  expect(await firstError(stream(...entries), (entry) => seen.push(entry['status']))).toBe('one');
  expect(seen).toEqual(['x', 'y']);
});

it('lines may be empty, or cut anywhere', async () => {
  expect(await firstError(Readable.from(['\n{"er', 'ror":"late"}', '\n\n']))).toBe('late');
});

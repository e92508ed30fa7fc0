/**
 * Parses the stream in which an engine reports a pull or a load: one JSON object per line. The
 * status of the response precedes it, so success is known only when the stream ends without an
 * error line.
 *
 *   {"status":"Downloading","progressDetail":{"current":512,"total":1024},"id":"a3ed95caeb02"}
 *                                                                       one layer
 *   {"status":"Pull complete","progressDetail":{},"id":"a3ed95caeb02"}
 *   {"errorDetail":{"message":"…"},"error":"…"}                         the end of the stream
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { PullProgress } from '@smolfaas/core';

type Entry = Readonly<Record<string, unknown>>;

/** Reads the stream to its end. Returns the message of the first line that reports an error. */
export async function firstError(
  stream: Readable,
  onEntry: (entry: Entry) => void = () => undefined,
): Promise<string | undefined> {
  let found: string | undefined;
  for await (const line of createInterface({ input: stream })) {
    if (line.trim() === '') continue;
    const entry: unknown = JSON.parse(line);
    if (!isEntry(entry)) continue;
    if ('error' in entry) found ??= String(entry['error']);
    else onEntry(entry);
  }
  return found;
}

/** Sums up the layers of a pull. Only downloading takes time; unpacking counts as done. */
export function pullProgress(onProgress: (progress: PullProgress) => void): (entry: Entry) => void {
  const layers = new Map<string, PullProgress>();
  return ({ id, status, progressDetail }) => {
    if (typeof id !== 'string') return;
    const known = layers.get(id);
    const detail = isEntry(progressDetail) ? progressDetail : {};
    const { current, total } = detail;
    if (status === 'Downloading' && typeof current === 'number' && typeof total === 'number') {
      layers.set(id, { done: current, total });
    } else if (known !== undefined && /complete/i.test(String(status))) {
      layers.set(id, { done: known.total, total: known.total });
    } else return;
    const all = [...layers.values()];
    onProgress({ done: sum(all.map(({ done }) => done)), total: sum(all.map((layer) => layer.total)) });
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null;

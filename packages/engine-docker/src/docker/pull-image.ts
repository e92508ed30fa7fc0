/**
 * Fetches an image from its registry, for images that are run rather than built from.
 *
 *   POST /images/create?fromImage=…&tag=…   200, then one JSON object per line; `{"error": …}` when it fails half-way
 *
 * The status is sent before the first byte is fetched: success is only known when the stream ends without an error line.
 */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { SmolfaasError } from '@smolfaas/core';
import type { Connection } from './connection/connection.js';
import { splitTag } from './images.js';

/** A pull may take minutes; longer than this and the registry or the line to it is at fault. In milliseconds. */
const PULL_DEADLINE_MS = 10 * 60_000;

/** Pulls one reference. @throws SmolfaasError engine-error with the registry's sentence, engine-* */
export function pullImage(engine: Connection, reference: string, signal: AbortSignal): Promise<void> {
  const call = `pull image ${reference}`;
  return engine.call(
    call,
    signal,
    async (docker, abortSignal) => {
      const stream = new Readable().wrap(await docker.createImage({ ...source(reference), abortSignal }));
      const stop = () => stream.destroy();
      abortSignal.addEventListener('abort', stop, { once: true });
      try {
        const message = await firstError(stream);
        if (message !== undefined) throw new SmolfaasError('engine-error', { call, status: 200, message });
      } finally {
        abortSignal.removeEventListener('abort', stop);
      }
    },
    PULL_DEADLINE_MS,
  );
}

/** A digest travels in the name itself; a name without a tag would fetch every tag there is. Pure. */
function source(reference: string): { readonly fromImage: string; readonly tag?: string } {
  if (reference.includes('@')) return { fromImage: reference };
  const { repo, tag } = splitTag(reference);
  return { fromImage: repo, tag };
}

/** Reads the stream to its end; the sentence of the first line that reports an error. */
async function firstError(stream: Readable): Promise<string | undefined> {
  let found: string | undefined;
  for await (const line of createInterface({ input: stream })) {
    if (line.trim() === '') continue;
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== 'object' || entry === null || !('error' in entry)) continue;
    found ??= String(entry.error);
  }
  return found;
}

/**
 * Writes entries of a log as they come: as lines for people, or as one JSON object per line.
 *
 * Invariants:
 *  1. The texts of an entry pass the mask before they are drawn: colours could divide
 *     a secret.
 *  2. A batch is one write, and the next batch is requested when the reader has room for it.
 */
import { readdirSync } from 'node:fs';
import type { LogEntry } from '@smolfaas/core';
import { logLines } from '../render/log-lines.js';
import { maskedData } from './masked-error.js';
import type { Streaming } from './run-stream.js';

export interface LogsLook {
  readonly json: boolean;
  readonly follow: boolean;
  readonly names: readonly string[];
  readonly timestamps: boolean;
  readonly bare: boolean;
}

/** Names that may be shown, for the width of the column; functions without a directory may be, too. */
export function likelyNames(functionsDir: string): readonly string[] {
  try {
    const found = readdirSync(functionsDir, { withFileTypes: true });
    return found.filter((one) => !one.isFile() && !/^[._]/.test(one.name)).map(({ name }) => name);
  } catch {
    return []; // the directory is gone, and its functions may still run
  }
}

/** @returns the exit code, always 0 */
export async function writeLogs(
  batches: AsyncIterable<readonly LogEntry[]>,
  { json, follow, names, timestamps, bare }: LogsLook,
  { theme, colour, mask, sink, note }: Pick<Streaming, 'theme' | 'colour' | 'mask' | 'sink' | 'note'>,
): Promise<number> {
  const line = logLines({ theme, colour, timestamps, bare }, names);
  const draw = json ? (entry: LogEntry) => `${JSON.stringify(entry)}\n` : line;
  let count = 0;
  for await (const batch of batches) {
    count += batch.length;
    await sink.write(batch.map((entry) => draw(maskedData(entry, mask))).join(''));
  }
  if (count === 0 && !follow && !json) note('nothing to show; after an up, smolfaas logs -f follows all functions');
  return 0;
}

/**
 * Stage 2, detect: Dockerfiles under names and in folders that no runtime detects, for the error
 * message when no runtime was found.
 *
 * At that time the source was not read yet, so this looks at the disk.
 */
import { readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { quoteName } from '../quote-name.js';
import { isDockerfileElsewhere, mayHoldDockerfiles } from './dockerfile.js';

/** Their paths in the function, sorted. A directory that cannot be read has none. */
export function dockerfilesElsewhere(dir: string): readonly string[] {
  return filesIn(dir, '').filter(isDockerfileElsewhere).sort();
}

function filesIn(root: string, dir: string): readonly string[] {
  const entries = entriesOf(posix.join(root, dir));
  return entries.flatMap((entry) => {
    const path = posix.join(dir, quoteName(entry.name));
    if (!entry.isDirectory()) return [path];
    return mayHoldDockerfiles(path) ? filesIn(root, path) : [];
  });
}

function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true, encoding: 'buffer' });
  } catch {
    return [];
  }
}

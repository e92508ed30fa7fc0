/**
 * Stage 5, observe: the path without symbolic links, as labels have it.
 *
 * Gotcha: the path may not exist, such as a functions directory that was removed. Then the part of
 * it that exists is resolved.
 */
import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** @param path absolute */
export function realPath(path: string): string {
  const parent = dirname(path);
  return resolved(path) ?? (parent === path ? path : join(realPath(parent), basename(path)));
}

function resolved(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/**
 * requirements.txt and every file that it names, at any depth (pip's "Requirements File Format").
 * The install step sees only these files, unless one of them names a directory of the function.
 */
import type { SourceTree } from '@smolfaas/core';

export interface Requirements {
  /** Paths of all the files, sorted. */
  readonly files: readonly string[];
  /** Some requirement is a path (`-e .`, `./lib`, `lib @ file:…`). */
  readonly needsSources: boolean;
}

const INCLUDE = /^\s*(?:-r|-c|--requirement|--constraint)[\s=]*([^\s#]+)/;
const PATH = /^\s*(-e\s|--editable|\.{1,2}(\/|\s|\[|$)|file:|[\w.[\]-]+\s*@\s*(file:|\.{0,2}\/))/;

export function readRequirements(tree: SourceTree): Requirements {
  const files = new Set<string>();
  const queue = ['requirements.txt'];
  let needsSources = false;
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const text = tree.readText(path);
    if (text === undefined || files.has(path)) continue;
    files.add(path);
    for (const line of text.split(/\r?\n/)) {
      const included = INCLUDE.exec(line)?.[1];
      if (included !== undefined) queue.push(resolve(path, included));
      else if (PATH.test(line)) needsSources = true;
    }
  }
  return { files: [...files].sort(), needsSources };
}

/** A path named in a file, relative to that file. */
function resolve(from: string, to: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of to.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

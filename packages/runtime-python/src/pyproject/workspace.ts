/**
 * The packages of a uv workspace whose root is the function's directory.
 */
import type { SourceTree } from '@smolfaas/core';
import { directoryOf, inside } from '@smolfaas/runtime-kit';
import type { LocalPath } from '../paths/local-path.js';
import { type Table, table, texts, uvOf } from './toml.js';

const FILE = 'pyproject.toml';

/** The members that exist, and those that are outside of the function, as written. */
export function memberPaths(tree: SourceTree, pyproject: Table): readonly LocalPath[] {
  const { members, exclude } = table(uvOf(pyproject)['workspace']);
  const outside = texts(members).filter((member) => inside('', member, tree.shared) === undefined);
  const [wanted, unwanted] = [matcher(texts(members)), matcher(texts(exclude))];
  const found = tree.entries
    .filter(({ path }) => path.endsWith(`/${FILE}`))
    .map(({ path }) => directoryOf(path))
    .filter((path) => wanted(path) && !unwanted(path));
  return [...outside, ...found].map((text) => ({ file: FILE, text, base: '', wanted: 'package' }));
}

/** uv's globs: `*` and `?` within a name, `**` across names, `[ab]` and `[!ab]` for one character. */
function matcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.map((glob) => new RegExp(`^${source(glob.replace(/^\.\/|\/+$/g, ''))}$`));
  return (path) => patterns.some((pattern) => pattern.test(path));
}

const source = (glob: string): string =>
  glob.replace(/\*\*\/?|\*|\?|\[!?[^\]/]+\]|[^\w/-]/g, (part) => {
    if (part.startsWith('**')) return part.endsWith('/') ? '(?:.*/)?' : '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.startsWith('[') && part.length > 2 ? part.replace('[!', '[^') : `\\${part}`;
  });

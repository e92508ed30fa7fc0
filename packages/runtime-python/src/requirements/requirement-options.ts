/**
 * What pip reads in requirements files and uv does not: passed as arguments where uv has them,
 * otherwise noted, or refused where uv's error does not say what to do.
 */
import type { SourceTree } from '@smolfaas/core';
import { directoryOf, type Problem } from '@smolfaas/runtime-kit';
import { placeOf } from '../paths/local-path.js';
import type { Statement } from './requirement-lines.js';

type Said = Statement & { readonly file: string };

/** Arguments for the options that uv has only on its command line, and notes about the others. */
export function optionsIn(said: readonly Said[]): {
  readonly args: readonly string[];
  readonly notes: readonly string[];
} {
  const options = said.filter((one) => one.kind === 'option');
  const ignored = options.filter(({ name }) => ['--prefer-binary', '--use-feature'].includes(name));
  return {
    args: [
      ...(options.some(({ name }) => name === '--pre') ? ['--prerelease', 'allow'] : []),
      ...options
        .filter(({ name, value }) => name === '--trusted-host' && value !== '')
        .flatMap(({ value }) => ['--allow-insecure-host', value]),
    ],
    notes: ignored.map(({ file, line, name }) => `${file}:${line}: ${name} is not used: it is an option of pip alone`),
  };
}

/** Why uv cannot read a statement that pip can. */
export function unreadable(tree: SourceTree, said: Said): Problem | undefined {
  const { file, line, kind, value } = said;
  const place = `${file}:${line}`;
  if (kind !== 'requirement' && kind !== 'editable' && /\s--?[A-Za-z]/.test(value))
    return { message: `${place}: uv reads one option on a line`, hint: 'put the second option on a line of its own' };
  if (kind === 'editable' && /^(?:git|hg|svn|bzr)\+/.test(value))
    return {
      message: `${place}: uv installs nothing from a repository as editable`,
      hint: `leave out -e: ${value}`,
    };
  if (kind !== 'archives') return undefined;
  const [beside, below] = [directoryOf(file), ''].map((base) => placeOf({ text: value, base }));
  if (beside === below || below === undefined || (beside !== undefined && tree.has(beside)) || !tree.has(below))
    return undefined;
  return {
    message: `${place}: --find-links ${value} is relative to ${file}, and there is no ${beside ?? value}`,
    hint: `write --find-links ${'../'.repeat(file.split('/').length - 1)}${below}`,
  };
}

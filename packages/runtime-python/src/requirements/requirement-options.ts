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
  const { file, line, kind, value, continued } = said;
  const place = `${file}:${line}`;
  const found = FAULTS.find(({ kinds, fault }) => kinds.includes(kind) && fault.test(value));
  if (found !== undefined) return { message: `${place}: ${found.message}`, hint: found.hint };
  if (continued && kind !== 'requirement')
    return {
      message: `${place}: uv reads an option and its value on one line`,
      hint: 'write it without the backslash',
    };
  return kind === 'archives' ? elsewhere(tree, place, said) : undefined;
}

interface Fault {
  readonly kinds: readonly Statement['kind'][];
  readonly fault: RegExp;
  readonly message: string;
  readonly hint: string;
}

const FAULTS: readonly Fault[] = [
  {
    kinds: ['requirements', 'constraints', 'archives', 'index', 'editable'],
    fault: /\s--?[A-Za-z]/,
    message: 'uv reads one option on a line',
    hint: 'put the second option on a line of its own',
  },
  {
    kinds: ['editable'],
    fault: /^(?:git|hg|svn|bzr)\+/,
    message: 'uv installs nothing from a repository as editable',
    hint: 'leave out -e',
  },
  { kinds: ['editable'], fault: /^["']/, message: 'uv reads no quotes here', hint: 'write the path without quotes' },
  {
    kinds: ['requirement'],
    fault: /\s--(?:config-settings?|global-option|install-option)\b/,
    message: 'uv reads no settings of builds in a requirements file',
    hint: 'put them into config-settings-package of [tool.uv] in pyproject.toml',
  },
];

/** pip looks for archives below the current directory, too. */
function elsewhere(tree: SourceTree, place: string, { file, value }: Said): Problem | undefined {
  const [beside, below] = [directoryOf(file), ''].map((base) => placeOf({ text: value, base }));
  if (beside === below || below === undefined || (beside !== undefined && tree.has(beside)) || !tree.has(below))
    return undefined;
  return {
    message: `${place}: --find-links ${value} is relative to ${file}, and there is no ${beside ?? value}`,
    hint: `write --find-links ${'../'.repeat(file.split('/').length - 1)}${below}`,
  };
}

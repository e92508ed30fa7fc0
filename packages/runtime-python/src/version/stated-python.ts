/**
 * The Pythons that files of a function state, in the spellings of pyenv, uv, asdf and mise.
 */
import type { SourceTree } from '@smolfaas/core';
import { type StatedVersion, toolVersion, versionFile } from '@smolfaas/runtime-kit';
import { validRange } from '@renovatebot/pep440';
import { type Table, table } from '../pyproject/toml.js';

/** A demand: a version of CPython, or another interpreter. */
export interface Demand extends StatedVersion {
  /** A PEP 440 specifier; undefined when only the kind is stated. */
  readonly range?: string;
  /** What it is instead of an ordinary CPython: `PyPy`. */
  readonly other?: string;
  /** An image that has it, or the kind of image that would. */
  readonly base?: string;
}

/** The demands, those of the project itself first. */
export function demands(tree: SourceTree, pyproject: Table): readonly Demand[] {
  const requires = table(pyproject['project'])['requires-python'];
  const own = typeof requires === 'string' && validRange(requires) ? [requires] : [];
  const stated = [versionFile(tree, '.python-version'), toolVersion(tree, ['python'])];
  return [
    ...own.map((range) => ({ file: 'pyproject.toml', text: range, range })),
    ...stated.flatMap((one) => (one === undefined ? [] : demandOf(one))),
  ];
}

const CPYTHON =
  /^(?:(?:cpython|python|cp)[-@]?)?(?:latest:|prefix:)?(\d+(?:\.\d+){0,2})(t|d|td)?((?:a|b|rc)\d+)?(t)?(?:\.x)?(-dev)?(?:\+([a-z+]+))?(?:-(?:linux|macos|windows|any)\b.*)?$/i;

/** Names that say nothing for sure (`system`, `latest`, a path, a virtual environment) are no demand. */
function demandOf(stated: StatedVersion): readonly Demand[] {
  const text = stated.text.replace(/^(cp|cpython)?(3)(\d{1,2})(t|d|td)?$/i, '$1$2.$3$4');
  const other = otherPython(text);
  if (other !== undefined) return [{ ...stated, ...other }];
  const [, version, early, pre = '', late, , variant = ''] = CPYTHON.exec(text) ?? [];
  if (version === undefined) return validRange(text) ? [{ ...stated, range: text }] : [];
  const flags = `${early ?? ''}${late ?? ''}`.toLowerCase();
  if (flags.includes('t') || variant.includes('freethreaded'))
    return [{ ...stated, other: 'free-threaded', base: 'IMAGE, one with a free-threaded Python' }];
  if (flags.includes('d') || variant.includes('debug'))
    return [{ ...stated, other: 'a debug build', base: 'IMAGE, one with a debug build' }];
  const full = version.split('.').length === 3;
  const exact = full ? { base: `python:${version}${pre}-slim` } : {};
  return [{ ...stated, range: full ? `==${version}${pre}` : `==${version}.*`, ...(pre === '' ? {} : exact) }];
}

/** A version, or nothing, follows the name: `cinder-api` is a virtual environment. */
const OTHERS: readonly (readonly [names: RegExp, other: string])[] = [
  [/^(?:graalpy|graalpython)(?:$|-community|[-@]?\d)|^gp\d/i, 'GraalPy'],
  [/^nogil(?:$|-\d)/i, 'free-threaded'],
  [/^(?:(?:ana|mini)conda|(?:mini|mamba)forge|micromamba)(?:$|-latest|-?\d)/i, 'of conda'],
  [
    /^(?:activepython|cinder|ironpython|jython|micropython|pyodide|pyston|rustpython|stackless)(?:$|[-@]?\d)/i,
    'another interpreter',
  ],
];

function otherPython(text: string): Pick<Demand, 'other' | 'base'> | undefined {
  const [, pypy] = /^(?:pypy[-@]?|pp)(\d(?:\.?\d+)?)/i.exec(text) ?? [];
  if (pypy !== undefined) return { other: 'PyPy', base: `pypy:${pypy.replace(/^(\d)(\d)/, '$1.$2')}-slim` };
  if (/^pypy$/i.test(text)) return { other: 'PyPy', base: 'pypy:slim' };
  const found = OTHERS.find(([names]) => names.test(text));
  return found === undefined ? undefined : { other: found[1], base: 'IMAGE, one that has it' };
}

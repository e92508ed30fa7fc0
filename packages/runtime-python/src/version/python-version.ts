/**
 * Checks that the Python of the base image fits the project's demands.
 *
 * The base determines which Python a function runs on; no other version is downloaded. So the
 * runtime refuses a project that demands another one before the build, and names a base that would
 * fit.
 * Invariant: only a certain mismatch is refused. The version of a base is read from its tag
 * (`python:3.13-slim`), which usually has no patch level. A demand that some patch level meets is
 * left to uv. A base whose tag has no version is not checked.
 */
import { satisfies, validRange } from '@renovatebot/pep440';
import type { SourceTree } from '@smolfaas/core';
import { type Problem, versionFile } from '@smolfaas/runtime-kit';
import { readToml } from '@smolfaas/runtime-kit/toml.js';
import { type Demand, demands } from './stated-python.js';
import { type Table, table } from '../pyproject/toml.js';

/** Why the base does not fit; undefined when it fits or the version is unknown. */
export function wrongPython(tree: SourceTree, pyproject: Table, base: string): Problem | undefined {
  const version = versionOf(base);
  if (version === undefined) return undefined;
  const demand = demands(tree, pyproject).find((one) => !isMet(version, one));
  if (demand === undefined) return undefined;
  const minor = Number(version.split('.')[1]);
  const nearby = demand.range === undefined ? undefined : nearest(minor, demand.range);
  const fitting = demand.base ?? (nearby === undefined ? undefined : `python:${nearby}-slim`);
  const kind = demand.other === undefined ? '' : ` (${demand.other})`;
  return {
    message: `${demand.file} asks for Python ${demand.text}${kind}; the base image ${base} has ${version}`,
    hint: `${fitting === undefined ? '' : `choose another base: SMOLFAAS_BASE_PYTHON=${fitting}; or `}change ${demand.file}`,
  };
}

/** Notes on versions that files state for other platforms and tools, and that the base has not. */
export function otherPythonNotes(tree: SourceTree, pyproject: Table, base: string): readonly string[] {
  const version = versionOf(base);
  if (version === undefined) return [];
  return statedForOthers(tree, pyproject)
    .filter(({ range }) => validRange(range) && !mayMeet(version, range))
    .map(
      ({ file, text }) => `${file} asks for Python ${text}, which is not obeyed; the base image ${base} has ${version}`,
    );
}

/** Versions for Heroku (runtime.txt), Pipenv, mise and Poetry. */
function statedForOthers(tree: SourceTree, pyproject: Table) {
  const pipenv = table(valueOf(tree, 'Pipfile')['requires']);
  const stated = [
    { file: 'runtime.txt', text: versionFile(tree, 'runtime.txt')?.text.replace(/^python-/, '') },
    { file: 'Pipfile', text: pipenv['python_full_version'] ?? pipenv['python_version'] },
    ...['mise.toml', '.mise.toml'].map((file) => ({ file, text: miseVersion(valueOf(tree, file)) })),
    { file: 'pyproject.toml', text: table(table(table(pyproject['tool'])['poetry'])['dependencies'])['python'] },
  ];
  return stated.flatMap(({ file, text }) => (typeof text === 'string' ? [{ file, text, range: rangeOf(text) }] : []));
}

/** A version, or the first of a list. */
function miseVersion(settings: Table): unknown {
  const [first] = [table(settings['tools'])['python']].flat();
  return table(first)['version'] ?? first;
}

/** A file with a fault has nothing to say: the build does not read it. */
function valueOf(tree: SourceTree, file: string): Table {
  const read = readToml(tree, file);
  return 'value' in read ? read.value : {};
}

/** PEP 440 for a plain version, and for Poetry's `^3.12` and `~3.12`. */
function rangeOf(text: string): string {
  const [, operator, version] = /^([\^~]?)(\d+(?:\.\d+)*)$/.exec(text.trim()) ?? [];
  if (version === undefined) return text;
  if (operator === '^') return `>=${version},<${Number(version.split('.')[0]) + 1}`;
  const [major = '', minor] = version.split('.');
  if (operator === '~') return minor === undefined ? `==${major}.*` : `>=${version},<${major}.${Number(minor) + 1}`;
  return version.split('.').length < 3 ? `==${version}.*` : `==${version}`;
}

/** Major and minor, and the patch level if the tag has one. Variants of CPython are not checked. */
function versionOf(base: string): string | undefined {
  if (/free-?thread|nogil/i.test(base)) return undefined;
  return /(?:^|\/)[^/:@]*python[^/:@]*:(\d+\.\d+(?:\.\d+)?)(?=$|[-@])/.exec(base)?.[1];
}

const isMet = (version: string, { range, other }: Demand): boolean =>
  other === undefined && (range === undefined || mayMeet(version, range));

/**
 * Whether a version, or some patch level of a minor version, meets a range. Tries the ends and the
 * versions that the range names.
 */
function mayMeet(version: string, range: string): boolean {
  if (version.split('.').length === 3) return satisfies(version, range);
  const named = range.match(/\d+\.\d+\.\d+/g)?.filter((one) => one.startsWith(`${version}.`)) ?? [];
  return [`${version}.0`, `${version}.999`, ...named].some((one) => satisfies(one, range));
}

/** The Python 3 closest to a minor version that meets a range. */
function nearest(minor: number, range: string): string | undefined {
  const distances = Array.from({ length: 20 }, (_, index) => index + 1);
  return distances
    .flatMap((distance) => [minor + distance, minor - distance])
    .filter((other) => other > 0)
    .map((other) => `3.${other}`)
    .find((other) => mayMeet(other, range));
}

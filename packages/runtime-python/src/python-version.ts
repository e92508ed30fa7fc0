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
import type { BadProject } from './bad-project.js';
import { table } from './toml.js';

/** Why the base does not fit; undefined when it fits or the version is unknown. */
export function wrongPython(
  tree: SourceTree,
  pyproject: Readonly<Record<string, unknown>>,
  base: string,
): BadProject | undefined {
  const version = versionOf(base);
  if (version === undefined) return undefined;
  const demand = demands(tree, pyproject).find(({ range }) => !mayMeet(version, range));
  if (demand === undefined) return undefined;
  const fitting = nearest(Number(version.split('.')[1]), demand.range);
  return {
    message: `${demand.file} asks for Python ${demand.text}; the base image ${base} has ${version}`,
    hint: `${fitting === undefined ? '' : `choose another base: SMOLFAAS_BASE_PYTHON=python:${fitting}-slim; or `}change ${demand.file}`,
  };
}

interface Demand {
  readonly file: string;
  readonly text: string;
  /** A PEP 440 specifier. */
  readonly range: string;
}

function demands(tree: SourceTree, pyproject: Readonly<Record<string, unknown>>): readonly Demand[] {
  const requires = table(pyproject['project'])['requires-python'];
  const pinned = (tree.readText('.python-version') ?? '')
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .find((line) => line !== '');
  return [
    ...(typeof requires === 'string' && validRange(requires)
      ? [{ file: 'pyproject.toml', text: requires, range: requires }]
      : []),
    ...(pinned === undefined ? [] : pinnedDemand(pinned)),
  ];
}

/**
 * `3.13`, `3.13.2`, `cpython-3.13` and ranges, as pyenv and uv write them. Other names (`pypy3.10`,
 * `system`) are left to uv.
 */
function pinnedDemand(text: string): readonly Demand[] {
  const [, version] = /^(?:cpython[-@]?|python[-@]?)?(\d+(?:\.\d+){0,2})$/.exec(text) ?? [];
  if (version !== undefined) {
    const range = version.split('.').length < 3 ? `==${version}.*` : `==${version}`;
    return [{ file: '.python-version', text, range }];
  }
  return validRange(text) ? [{ file: '.python-version', text, range: text }] : [];
}

/** Major and minor, and the patch level if the tag has one. */
function versionOf(base: string): string | undefined {
  return /(?:^|\/)[^/:@]*python[^/:@]*:(\d+\.\d+(?:\.\d+)?)(?=$|[-@])/.exec(base)?.[1];
}

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

/**
 * Does the Python of the base image fit what the project asks for? The base decides which Python a function gets; nothing
 * is downloaded in its place. So a project that asks for another one is refused before the build, with the base that
 * would fit.
 *
 * What must stay true: only what is known for certain is refused. The version of a base is read off its tag
 * (`python:3.13-slim`), which usually says no patch level; a demand that some patch level meets is left to uv. A base
 * whose tag says nothing is not judged.
 */
import { satisfies, validRange } from '@renovatebot/pep440';
import type { SourceTree } from '@smolfaas/core';
import type { BadProject } from './bad-project.js';
import { table } from './toml.js';

/** Why the base does not fit; undefined when it does, or when that cannot be told. */
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
 * `3.13`, `3.13.2`, `cpython-3.13` and ranges, as pyenv and uv write them; a name of another kind (`pypy3.10`, `system`)
 * is left to uv.
 */
function pinnedDemand(text: string): readonly Demand[] {
  const [, version] = /^(?:cpython[-@]?|python[-@]?)?(\d+(?:\.\d+){0,2})$/.exec(text) ?? [];
  if (version !== undefined) {
    const range = version.split('.').length < 3 ? `==${version}.*` : `==${version}`;
    return [{ file: '.python-version', text, range }];
  }
  return validRange(text) ? [{ file: '.python-version', text, range: text }] : [];
}

/** Major and minor, and the patch level if the tag says it. */
function versionOf(base: string): string | undefined {
  return /(?:^|\/)[^/:@]*python[^/:@]*:(\d+\.\d+(?:\.\d+)?)(?=$|[-@])/.exec(base)?.[1];
}

/** Whether a version, or some patch level of a minor version, meets a range: the ends, and those that the range names. */
function mayMeet(version: string, range: string): boolean {
  if (version.split('.').length === 3) return satisfies(version, range);
  const named = range.match(/\d+\.\d+\.\d+/g)?.filter((one) => one.startsWith(`${version}.`)) ?? [];
  return [`${version}.0`, `${version}.999`, ...named].some((one) => satisfies(one, range));
}

/** The Python 3 next to a minor version that meets a range. */
function nearest(minor: number, range: string): string | undefined {
  const distances = Array.from({ length: 20 }, (_, index) => index + 1);
  return distances
    .flatMap((distance) => [minor + distance, minor - distance])
    .filter((other) => other > 0)
    .map((other) => `3.${other}`)
    .find((other) => mayMeet(other, range));
}

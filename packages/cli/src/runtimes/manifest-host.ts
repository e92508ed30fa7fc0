/**
 * Checks the field `host` of a manifest: which settings of the user's host its builds need. SmolFaaS
 * reads the files that it names, so each wrong field is refused with a sentence for its author.
 */
import type { RuntimeManifest } from '@smolfaas/core';
import { isFields, isTexts } from './manifest-fields.js';

const MERGES: readonly unknown[] = ['append', 'handler'];

/** The certificates of the host have this name; every runtime may use it and none may declare it. */
const RESERVED = 'ca';

/** What is wrong, or undefined. */
export function problemOfHost(host: unknown): string | undefined {
  if (!isFields(host)) return 'its "host" is not settings by name';
  for (const [name, setting] of Object.entries(host)) {
    const problem = name === RESERVED ? 'a name of SmolFaaS itself' : problemOfSetting(setting);
    if (problem !== undefined) return `its "host.${name}" is ${problem}`;
  }
  return undefined;
}

export function isHost(host: unknown): host is NonNullable<RuntimeManifest['host']> {
  return host !== undefined && problemOfHost(host) === undefined;
}

function problemOfSetting(setting: unknown): string | undefined {
  if (!isFields(setting)) return 'not an object';
  const { about, files, variables, merge, required } = setting;
  if (typeof about !== 'string' || about === '') return 'without "about", one line for users';
  if (files !== undefined && !(isFields(files) && Object.values(files).every(isFile)))
    return 'with "files" that are not lists of paths by name; a path begins with /, ~/ or $NAME';
  if (variables !== undefined && !(isTexts(variables) && variables.length > 0 && variables.every(isVariable)))
    return 'with "variables" that are not a list of names, or beginnings of names with a * after them';
  if (files === undefined && variables === undefined) return 'without "files" and "variables"';
  if (merge !== undefined && !MERGES.includes(merge)) return 'with a "merge" other than append or handler';
  if (required !== undefined && typeof required !== 'boolean') return 'with "required" other than true or false';
  return undefined;
}

/** Paths, or paths by platform. */
function isFile(file: unknown): boolean {
  const lists = isFields(file) ? Object.values(file) : [file];
  return lists.length > 0 && lists.every((paths) => isTexts(paths) && paths.length > 0 && paths.every(isPath));
}

const isPath = (path: string): boolean => /^(?:\/|~\/|\$\w)/.test(path);

/** A `*` alone would take the whole environment. */
const isVariable = (name: string): boolean => /^\w+\*?$/.test(name);

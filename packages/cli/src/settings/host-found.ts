/**
 * Reads what this host has of the settings that runtimes declare: files and variables, not yet
 * merged. Nothing here knows npm, pip or Go; their runtimes do.
 *
 * Invariants:
 *  1. No code of a runtime runs: a manifest is data.
 *  2. A file that exists and cannot be read is reported and never treated as missing
 *     (read-if-there.ts).
 */
import { basename, join } from 'node:path';
import type { HostFile, HostFound, HostSetting, HostSettings, RuntimeManifest } from '@smolfaas/core';
import type { Environment } from '../process/environment.js';
import { pathsOn } from './host-paths.js';
import { readIfThere } from './read-if-there.js';

type Place = Pick<Environment, 'env' | 'home' | 'platform'>;
type Read = typeof readIfThere;

/** By id of the runtime, then by name of the setting. @throws bad-flag */
export function hostFound(manifests: readonly RuntimeManifest[], place: Place): NonNullable<HostSettings['found']> {
  const read = readOnce();
  return new Map(
    manifests.map(({ id, host = {} }) => {
      const entries = Object.entries(host).map(([name, setting]) => [name, foundOf(setting, place, read)] as const);
      return [id, Object.fromEntries(entries)];
    }),
  );
}

function foundOf({ files = {}, variables = [] }: HostSetting, place: Place, read: Read): HostFound {
  const present = Object.entries(files).flatMap(([name, file]) => {
    const where = locate(file, place);
    const content = where && read(where.path, where.source);
    return where === undefined || content === undefined ? [] : [[name, { path: where.path, content }] as const];
  });
  const names = variables.flatMap((pattern) => matching(pattern, place.env));
  const values = names.map((name) => [name, place.env[name] ?? ''] as const).filter(([, value]) => value !== '');
  return { files: Object.fromEntries(present), variables: Object.fromEntries(values) };
}

/** Several runtimes may declare the same file. */
function readOnce(): Read {
  const contents = new Map<string, Uint8Array | undefined>();
  return (path, source) => {
    if (!contents.has(path)) contents.set(path, readIfThere(path, source));
    return contents.get(path);
  };
}

interface Location {
  readonly path: string;
  /** What a message calls it: the variable that moves it, or its name. */
  readonly source: string;
}

/** The first path whose variables are set. */
function locate(file: HostFile, place: Place): Location | undefined {
  for (const written of pathsOn(file, place.platform)) {
    const path = completed(written, place);
    if (path !== undefined) return { path, source: movedBy(file, place.platform) ?? basename(path) };
  }
  return undefined;
}

/** The variable that stands for the whole path: `$NETRC`. */
function movedBy(file: HostFile, platform: NodeJS.Platform): string | undefined {
  return pathsOn(file, platform).flatMap((path) => /^\$(\w+)$/.exec(path)?.[1] ?? [])[0];
}

/** Undefined when one of its variables is not set. */
function completed(written: string, place: Place): string | undefined {
  let isSet = true;
  const path = written.replace(/\$(\w+)/g, (_, name: string) => {
    const value = name === 'XDG_CONFIG_HOME' ? configHome(place) : place.env[name];
    isSet &&= value !== undefined && value !== '';
    return value ?? '';
  });
  if (!isSet) return undefined;
  return path.startsWith('~/') ? join(place.home, path.slice(2)) : path;
}

/** Names of the environment: one, or all that begin so, sorted. */
function matching(pattern: string, env: Environment['env']): readonly string[] {
  if (!pattern.endsWith('*')) return [pattern];
  const beginning = pattern.slice(0, -1);
  return Object.keys(env)
    .filter((name) => name.startsWith(beginning))
    .sort();
}

/**
 * Where users keep the settings of their tools, by the XDG Base Directory Specification. An unset,
 * empty or relative value of the variable means the default.
 */
function configHome({ env, home }: Place): string {
  const folder = env['XDG_CONFIG_HOME'];
  return folder?.startsWith('/') ? folder : join(home, '.config');
}

/**
 * uv's settings for builds: uv's own file and variables. For a function without uv.lock also the
 * package indexes from pip's configuration.
 *
 * uv itself reads none of pip's settings. But on many hosts only `pip.conf` names the package
 * index, and users expect a function with a requirements.txt to install there. With a uv.lock they
 * do not, because the lock names the index it was made with.
 *
 * | | default index | further indexes | hosts without TLS check |
 * |---|---|---|---|
 * | variables of uv | UV_DEFAULT_INDEX, UV_INDEX_URL | UV_INDEX, UV_EXTRA_INDEX_URL | UV_INSECURE_HOST |
 * | then uv.toml | index with default = true, index-url | index, extra-index-url | allow-insecure-host |
 * | then pip, where those name no index at all | index-url | extra-index-url | trusted-host |
 *
 * Invariant: a uv.toml without additions is served unchanged, byte for byte.
 */
import { join } from 'node:path';
import { SmolfaasError } from '@smolfaas/core';
import { parse, stringify, type TomlTable, TomlError } from 'smol-toml';
import type { Environment } from '../../process/environment.js';
import { configHome } from '../config-home.js';
import { readIfThere } from '../read-if-there.js';
import { type PackageIndexes, pipIndexes } from './pip.js';

/** Two versions of `uv.toml`; undefined when there is nothing to set. */
export interface UvSettings {
  readonly uv: Uint8Array | undefined;
  readonly withPip: Uint8Array | undefined;
}

/** @throws bad-flag when a file cannot be read, or needs additions and is not TOML */
export function uvSettings(environment: Environment): UvSettings {
  const path = environment.env['UV_CONFIG_FILE'] || join(configHome(environment), 'uv', 'uv.toml');
  const file = readIfThere(path, 'UV_CONFIG_FILE');
  const own = fromVariables(environment.env);
  if (isNothing(own))
    return { uv: file, withPip: namesIndex(path, file) ? file : added(path, file, pipIndexes(environment)) };
  const uv = added(path, file, own);
  return { uv, withPip: namesIndex(path, uv) ? uv : added(path, uv, pipIndexes(environment)) };
}

function fromVariables(env: Environment['env']): PackageIndexes {
  const list = (name: string) => (env[name] ?? '').split(/\s+/).filter((part) => part !== '');
  const main = env['UV_DEFAULT_INDEX'] || env['UV_INDEX_URL'];
  return {
    ...(main && { main }),
    further: [...list('UV_INDEX'), ...list('UV_EXTRA_INDEX_URL')],
    insecureHosts: list('UV_INSECURE_HOST'),
  };
}

const isNothing = ({ main, further, insecureHosts }: PackageIndexes): boolean =>
  main === undefined && further.length === 0 && insecureHosts.length === 0;

/** Parses only text that contains the word `index`. */
function namesIndex(path: string, file: Uint8Array | undefined): boolean {
  if (file === undefined || !Buffer.from(file).includes('index')) return false;
  const settings = parsed(path, file);
  return 'index' in settings || 'index-url' in settings || 'extra-index-url' in settings;
}

/** The file with these indexes before its own; a default index replaces the file's own. */
function added(path: string, file: Uint8Array | undefined, indexes: PackageIndexes): Uint8Array | undefined {
  if (isNothing(indexes)) return file;
  const { 'index-url': oldMain, ...settings } = parsed(path, file);
  const present = tables(settings['index']).filter((index) => indexes.main === undefined || index['default'] !== true);
  const main = indexes.main === undefined ? [] : [{ url: indexes.main, default: true }];
  const hosts = [settings['allow-insecure-host'] ?? [], indexes.insecureHosts].flat();
  return Buffer.from(
    stringify({
      ...settings,
      ...(indexes.main === undefined && oldMain !== undefined && { 'index-url': oldMain }),
      ...(hosts.length > 0 && { 'allow-insecure-host': hosts }),
      index: [...indexes.further.map(named), ...present, ...main],
    }),
  );
}

/** `name=url`, a form that uv's variables accept. */
function named(text: string): TomlTable {
  const [, name, url] = /^(\w[\w.-]*)=(.+)$/.exec(text) ?? [];
  return name === undefined || url === undefined ? { url: text } : { name, url };
}

function tables(value: unknown): TomlTable[] {
  const isTable = (one: unknown): one is TomlTable => typeof one === 'object' && one !== null && !Array.isArray(one);
  return Array.isArray(value) ? value.filter(isTable) : [];
}

function parsed(path: string, file: Uint8Array = new Uint8Array()): TomlTable {
  try {
    return parse(Buffer.from(file).toString('utf8'));
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const why = `is no TOML: line ${cause.line}`;
    throw new SmolfaasError('bad-flag', { flag: 'UV_CONFIG_FILE', value: path, why }, { cause });
  }
}

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
import type { HostGiven, Refusal } from '@smolfaas/core';
import { parse, stringify, type TomlTable, TomlError } from 'smol-toml';
import { type PackageIndexes, pipIndexes } from './pip.js';

type Config = Uint8Array | string | undefined;
type Answer = Config | Refusal;

/** For functions with a uv.lock. Undefined when there is nothing to set. */
export function uvConfig(given: HostGiven): Answer {
  return refusing(given, () => own(given));
}

/** For the others: with pip's indexes, where uv's settings name none. */
export function uvConfigWithPip(given: HostGiven): Answer {
  return refusing(given, () => {
    const config = own(given);
    return namesIndex(config) ? config : added(config, pipIndexes(given));
  });
}

function own({ files, variables }: HostGiven): Config {
  return added(files['uv']?.content, fromVariables(variables));
}

function fromVariables(variables: HostGiven['variables']): PackageIndexes {
  const list = (name: string) => (variables[name] ?? '').split(/\s+/).filter((part) => part !== '');
  const main = variables['UV_DEFAULT_INDEX'] ?? variables['UV_INDEX_URL'];
  return {
    ...(main !== undefined && { main }),
    further: [...list('UV_INDEX'), ...list('UV_EXTRA_INDEX_URL')],
    insecureHosts: list('UV_INSECURE_HOST'),
  };
}

/** A file that needs additions and is not TOML. One without is served as it is; uv reports it. */
function refusing({ files }: HostGiven, make: () => Config): Answer {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const message = `${files['uv']?.path ?? 'uv.toml'} is no TOML: line ${error.line}`;
    return { refused: { message, hint: 'correct it; the package indexes of this host are added to it' } };
  }
}

const isNothing = ({ main, further, insecureHosts }: PackageIndexes): boolean =>
  main === undefined && further.length === 0 && insecureHosts.length === 0;

/** Parses only text that contains the word `index`. */
function namesIndex(config: Config): boolean {
  if (config === undefined || !Buffer.from(config).includes('index')) return false;
  const settings = parsed(config);
  return 'index' in settings || 'index-url' in settings || 'extra-index-url' in settings;
}

/** The file with these indexes before its own; a default index replaces the file's own. */
function added(config: Config, indexes: PackageIndexes): Config {
  if (isNothing(indexes)) return config;
  const { 'index-url': oldMain, ...settings } = parsed(config);
  const present = tables(settings['index']).filter((index) => indexes.main === undefined || index['default'] !== true);
  const main = indexes.main === undefined ? [] : [{ url: indexes.main, default: true }];
  const hosts = [settings['allow-insecure-host'] ?? [], indexes.insecureHosts].flat();
  return stringify({
    ...settings,
    ...(indexes.main === undefined && oldMain !== undefined && { 'index-url': oldMain }),
    ...(hosts.length > 0 && { 'allow-insecure-host': hosts }),
    index: [...indexes.further.map(named), ...present, ...main],
  });
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

/** @throws TomlError */
function parsed(config: Config = ''): TomlTable {
  return parse(Buffer.from(config).toString('utf8'));
}

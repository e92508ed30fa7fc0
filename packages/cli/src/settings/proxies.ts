/**
 * The proxies that builds use: from Docker's configuration, then from the shell, setting by
 * setting.
 *
 *   ~/.docker/config.json
 *      { "proxies": { "default": { "httpProxy": …, "httpsProxy": …, "noProxy": …, "ftpProxy": …,
 *                                  "allProxy": … },
 *                     "tcp://far:2376": { … } } }
 *
 * Docker's settings win because they are meant for builds and containers. A shell's proxy often
 * listens on this machine's loopback, which no container can reach. The engine's address selects
 * the entry, as in `docker build`.
 */
import { join } from 'node:path';
import type { ProxySettings } from '@smolfaas/core';
import type { Environment } from '../process/environment.js';
import { readIfThere } from './read-if-there.js';

const KINDS = ['http', 'https', 'ftp', 'no', 'all'] as const;

/**
 * Undefined when no proxy is set. @throws bad-flag when Docker's configuration exists and cannot be
 * read
 */
export function proxySettings({ env, home }: Pick<Environment, 'env' | 'home'>): ProxySettings | undefined {
  const docker = dockerProxies(env, home);
  const settings: Record<string, string> = {};
  for (const kind of KINDS) {
    const value = text(docker[`${kind}Proxy`]) || env[`${kind}_proxy`] || env[`${kind}_proxy`.toUpperCase()];
    if (value) settings[kind] = value;
  }
  return Object.keys(settings).length === 0 ? undefined : settings;
}

/**
 * The entry for the engine in use. A file that is not JSON has no proxies; the search for the
 * engine reports it.
 */
function dockerProxies(env: Environment['env'], home: string): Readonly<Record<string, unknown>> {
  const file = readIfThere(join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json'), 'DOCKER_CONFIG');
  if (file === undefined) return {};
  const proxies = fields(fields(json(Buffer.from(file).toString('utf8')))['proxies']);
  return fields(proxies[env['DOCKER_HOST'] || 'default'] ?? proxies['default']);
}

function json(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

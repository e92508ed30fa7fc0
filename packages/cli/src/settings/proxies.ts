/**
 * The proxies that builds use: those of Docker's own configuration, then those of the shell, setting by setting.
 *
 *   ~/.docker/config.json   { "proxies": { "default": { "httpProxy": …, "httpsProxy": …, "noProxy": …, "ftpProxy": …, "allProxy": … },
 *                                          "tcp://far:2376": { … } } }
 *
 * Docker's come first because they are written for builds and containers: what a shell uses is often a proxy on this machine's loopback,
 * which no container can reach. The address of the engine chooses the entry; `docker build` does the same.
 */
import { join } from 'node:path';
import type { ProxySettings } from '@smolfaas/core';
import type { Environment } from '../process/environment.js';
import { readIfThere } from './read-if-there.js';

const KINDS = ['http', 'https', 'ftp', 'no', 'all'] as const;

/** Undefined when no proxy is set. @throws bad-flag when Docker's configuration is there and cannot be read */
export function proxySettings({ env, home }: Pick<Environment, 'env' | 'home'>): ProxySettings | undefined {
  const docker = dockerProxies(env, home);
  const settings: Record<string, string> = {};
  for (const kind of KINDS) {
    const value = text(docker[`${kind}Proxy`]) || env[`${kind}_proxy`] || env[`${kind}_proxy`.toUpperCase()];
    if (value) settings[kind] = value;
  }
  return Object.keys(settings).length === 0 ? undefined : settings;
}

/** The entry for the engine in use; a file that is no JSON has no proxies, and the search for the engine tells the rest. */
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

/**
 * The package indexes from pip's configuration, as pip itself reads it. Files in the order global,
 * user, virtual environment, PIP_CONFIG_FILE, which is that of the manifest; then pip's variables.
 * Later sources win, setting by setting. `[install]` wins over `[global]`.
 */
import { devNull } from 'node:os';
import type { HostGiven } from '@smolfaas/core';

/** Sources of Python packages. */
export interface PackageIndexes {
  /** URL of the index that replaces PyPI. */
  readonly main?: string;
  readonly further: readonly string[];
  /** Hosts whose certificates are not verified. */
  readonly insecureHosts: readonly string[];
}

export function pipIndexes({ files, variables }: HostGiven): PackageIndexes {
  const settings: Record<string, string> = {};
  // pip: `PIP_CONFIG_FILE` set to the null device means no files at all.
  const read = variables['PIP_CONFIG_FILE'] === devNull ? [] : Object.entries(files);
  for (const [name, { content }] of read) if (name.startsWith('pip-')) Object.assign(settings, sections(content));
  const of = (name: string) => variables[`PIP_${name.toUpperCase().replaceAll('-', '_')}`] || settings[name] || '';
  const list = (name: string) =>
    of(name)
      .split(/\s+/)
      .filter((part) => part !== '');
  const main = of('index-url').trim();
  return { ...(main !== '' && { main }), further: list('extra-index-url'), insecureHosts: list('trusted-host') };
}

/**
 * `[global]`, then `[install]`, of Python's INI dialect: a line that begins with a blank continues
 * the value before it.
 */
function sections(content: Uint8Array): Record<string, string> {
  const found: Record<'global' | 'install', Record<string, string>> = { global: {}, install: {} };
  let section: Record<string, string> | undefined;
  let last = '';
  for (const line of Buffer.from(content).toString('utf8').split(/\r?\n/)) {
    const [, header] = /^\[([^\]]+)\]/.exec(line) ?? [];
    const [, key, value = ''] = /^([\w-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (header !== undefined) section = header === 'global' || header === 'install' ? found[header] : undefined;
    else if (section === undefined || /^\s*(?:[#;].*)?$/.test(line)) continue;
    else if (key !== undefined) section[(last = key.replaceAll('_', '-'))] = value;
    else if (/^\s/.test(line)) section[last] = `${section[last] ?? ''} ${line.trim()}`;
  }
  return { ...found.global, ...found.install };
}

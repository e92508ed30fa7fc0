/**
 * The daemon's configuration as text (buildkitd.toml, BuildKit's docs/buildkitd.toml.md). Pure,
 * golden-tested.
 *
 * Invariants:
 *  1. It contains no secrets: logins arrive over the session of each build.
 *  2. The cache has limits, since users do not watch the disk of a container that only serves
 *     builds.
 *  3. Entitlements are off: no step gets the host's network or more rights.
 */
import type { BuilderContainerSpec, BuilderPrivileges } from '@smolfaas/core';
import type { TarFile } from '@smolfaas/core/tar.js';
import { CONFIG_DIRECTORY, CONFIG_FILE, layoutOf, TRUST_FILE } from './layout.js';
import { buildkitdRegistries } from './registries.js';

/**
 * Cache that is never collected, cache size above which the oldest entries are removed, and disk
 * space kept free.
 */
const LIMITS = { reservedSpace: '2GB', maxUsedSpace: '20GB', minFreeSpace: '10%' };

/** Builds that the daemon remembers. Their logs and results are part of its cache. */
const HISTORY = { maxEntries: 50, maxAge: '168h' };

type Value = string | number | boolean | readonly string[];
type Table = Readonly<Record<string, Value>>;

/**
 * All files of a builder container, for CONFIG_DIRECTORY: the configuration, the certificates that
 * it names, and those of the host. Private keys are readable for the daemon's user only.
 */
export function daemonFiles({ reach }: BuilderContainerSpec, privileges: BuilderPrivileges): readonly TarFile[] {
  const { toml, files } = buildkitdRegistries(reach.registries, CONFIG_DIRECTORY);
  const config = [daemonConfig(privileges), toml].filter((text) => text !== '').join('\n');
  const { user: owner } = layoutOf(privileges);
  return [
    { name: CONFIG_FILE, content: config, mode: 0o644 },
    { name: TRUST_FILE, content: Buffer.from(reach.trust).toString('utf8'), mode: 0o644 },
    ...files.map(({ name, content, isKey }) => ({ name, content, owner, mode: isKey ? 0o600 : 0o644 })),
  ];
}

/** The part of the configuration that does not depend on registries. */
export function daemonConfig(privileges: BuilderPrivileges): string {
  const { root, socket } = layoutOf(privileges);
  const tables: readonly (readonly [name: string, table: Table])[] = [
    ['grpc', { address: [`unix://${socket}`] }],
    ['worker.oci', { enabled: true, gc: true, ...LIMITS }],
    ['worker.containerd', { enabled: false }],
    ['history', HISTORY],
  ];
  const sections = tables.map(([name, table]) => `[${name}]\n${entries(table)}`);
  return [entries({ root }), ...sections].join('\n');
}

/** TOML's basic strings equal JSON's for the values used here. */
function entries(table: Table): string {
  return Object.entries(table)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join('');
}

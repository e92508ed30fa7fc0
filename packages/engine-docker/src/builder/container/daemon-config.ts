/**
 * The daemon's configuration as text (buildkitd.toml, BuildKit's docs/buildkitd.toml.md). Pure, golden-tested.
 *
 * What must stay true: nothing secret is in it (logins come over the session of each build), and its cache has limits, since nobody looks
 * after the disk of a container that is only there for builds. Entitlements stay off: no step gets the host's network or more rights.
 */
import type { BuilderContainerSpec, BuilderPrivileges } from '@smolfaas/core';
import { layoutOf } from './layout.js';

/** Cache that is never collected, cache above which the oldest goes, and disk that is to stay free. */
const LIMITS = { reservedSpace: '2GB', maxUsedSpace: '20GB', minFreeSpace: '10%' };

/** Builds that the daemon remembers; their logs and results lie in its cache as well. */
const HISTORY = { maxEntries: 50, maxAge: '168h' };

type Value = string | number | boolean | readonly string[];
type Table = Readonly<Record<string, Value>>;

/** The file of a daemon with these privileges. */
export function daemonConfig(_spec: BuilderContainerSpec, privileges: BuilderPrivileges): string {
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

/** TOML's basic strings are JSON's, as far as they are used here. */
function entries(table: Table): string {
  return Object.entries(table)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join('');
}

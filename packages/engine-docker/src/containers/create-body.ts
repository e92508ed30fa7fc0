/**
 * Builds the body of `POST /containers/create` for a function's container.
 *
 * Place in the flow: stage 10, pure. Golden-tested whole, because this file is the security posture
 * of a function:
 *  1. no capability, no way to regain one, a process limit, a memory limit without extra swap, and
 *     a low weight;
 *  2. a read-only root with a small /tmp for SmolFaaS runtimes; Dockerfile images keep the root
 *     they expect;
 *  3. no published port and no host mount: the only way in is the network shared with the router,
 *     and the networks that the user chose, which start.ts connects;
 *  4. logs are bounded, since a verbose function must not fill the disk.
 *
 * Gotchas:
 *  - The network is named, and its id is in the endpoint's settings. Before Engine 25 two networks
 *    may have one name. Engine 20.10 then refuses to start a container by that name, even when
 *    `NetworkMode` and the key are the id. It goes by `NetworkID` alone. Podman ignores it.
 *  - The engine's init (`Init`) is a separate program that not every installation has. start.ts
 *    then starts the container without it.
 */
import type { ContainerSpec } from '@smolfaas/core';
import type { ContainerCreateOptions } from 'dockerode';
import { certificatesMount } from './put-certificates.js';
import { secretsMount } from './put-secrets.js';

/** Seconds between SIGTERM and SIGKILL when something other than SmolFaaS stops the container. */
const STOP_SECONDS = 10;

/**
 * The request body; the container's name is in the query. Deterministic: environment and labels are
 * sorted by name.
 */
export function createBody(spec: ContainerSpec): ContainerCreateOptions {
  return {
    Image: spec.image,
    Env: sorted(spec.env).map(([name, value]) => `${name}=${value}`),
    Labels: Object.fromEntries(sorted(spec.labels)),
    StopTimeout: STOP_SECONDS,
    ...(spec.command && { Entrypoint: [...spec.command], Cmd: [] }),
    HostConfig: {
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Init: spec.init,
      ReadonlyRootfs: spec.readOnlyRoot,
      ...tmpfsOf(spec),
      Memory: spec.memoryBytes,
      MemorySwap: spec.memoryBytes,
      ...(spec.cpuShares > 0 && { CpuShares: spec.cpuShares }),
      ...(spec.cpus !== undefined && { NanoCpus: Math.round(spec.cpus * 1e9) }),
      PidsLimit: spec.pids,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
      RestartPolicy: { Name: 'unless-stopped' },
      NetworkMode: spec.network,
      ...mountsOf(spec),
    },
    NetworkingConfig: {
      EndpointsConfig: {
        [spec.network]: {
          Aliases: [spec.alias, spec.address],
          ...(spec.networkId !== undefined && { NetworkID: spec.networkId }),
        },
      },
    },
  };
}

/** A small /tmp where the root cannot be written, unless the user chose another; and the user's. */
function tmpfsOf({ readOnlyRoot, tmpfs = [] }: ContainerSpec): { readonly Tmpfs?: Record<string, string> } {
  const options = (size: string): string => `rw,nosuid,nodev,exec,size=${size},mode=1777`;
  const chosen = tmpfs.map(({ path, bytes }) => [path, options(String(bytes))] as const);
  const all = [...(readOnlyRoot ? [['/tmp', options('64m')] as const] : []), ...chosen];
  return all.length > 0 ? { Tmpfs: Object.fromEntries(all) } : {};
}

/** Volumes for the files that are copied into the container before it starts. */
function mountsOf({ certificates, secrets }: ContainerSpec) {
  const mounts = [...(certificates ? [certificatesMount(certificates)] : []), ...(secrets ? [secretsMount()] : [])];
  return mounts.length > 0 ? { Mounts: mounts } : {};
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

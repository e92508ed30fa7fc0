/**
 * The router container as one value: the body of `POST /containers/create`, and its hash (pure,
 * golden-tested).
 *
 * | mount                | contents                                                              |
 * |----------------------|-----------------------------------------------------------------------|
 * | /data (named volume) | internal CA, certificates, Caddy's saved configuration, route files   |
 * | /run/caddy (tmpfs)   | the admin socket: disappears with the container                       |
 * | /config (tmpfs)      | nothing; the official image declares a volume there, this prevents it |
 *
 * Invariants:
 *  1. After any restart the routes are served again without help: `--resume` prefers the
 *     configuration that Caddy saved last (in /data, set by XDG_CONFIG_HOME). The boot file serves
 *     only the very first start.
 *  2. The only capability is NET_BIND_SERVICE, for ports 80 and 443. No new privileges, a read-only
 *     root.
 *  3. The spec hash covers everything but the token and the network's id, which are random, and the
 *     names of functions: a further name must not replace the router (names-body.ts).
 */
import { createHash } from 'node:crypto';
import { LABEL, type Labels, type RouterSpec } from '@smolfaas/core';
import { PREPARE_AUTHORITY } from './authority.js';
import { BOOT_FILE, CONTROL_PORT, DATA_DIR, RUN_DIR, TOKEN_VARIABLE } from './container-layout.js';

/**
 * The create body of the router; `token` grants access to its control server. Deterministic for
 * equal arguments.
 */
export function routerCreateBody(spec: RouterSpec, token: string): object {
  const body = bodyWithoutHash(spec, token);
  const { names = [], networkId } = spec;
  const endpoint = {
    ...(networkId !== undefined && { NetworkID: networkId }),
    ...(names.length > 0 && { Aliases: names }),
  };
  const named = names.length > 0 && { [LABEL.names]: names.join(',') };
  return {
    ...body,
    Labels: { ...body.Labels, [LABEL.specHash]: routerSpecHash(spec), ...named },
    NetworkingConfig: { EndpointsConfig: { [spec.network]: endpoint } },
  };
}

/**
 * SHA-256, hex, of the body without its token and the network's id. Two specs with the same hash
 * make indistinguishable containers.
 */
export function routerSpecHash(spec: RouterSpec): string {
  return createHash('sha256')
    .update(JSON.stringify(bodyWithoutHash(spec, '')))
    .digest('hex');
}

function bodyWithoutHash(spec: RouterSpec, token: string) {
  return {
    Image: spec.image,
    Cmd: ['sh', '-c', START],
    Env: [`XDG_DATA_HOME=${DATA_DIR}`, `XDG_CONFIG_HOME=${DATA_DIR}`, `${TOKEN_VARIABLE}=${token}`],
    Labels: sorted(spec.labels),
    ExposedPorts: { '80/tcp': {}, '443/tcp': {}, [`${CONTROL_PORT}/tcp`]: {} },
    StopTimeout: 5,
    HostConfig: {
      PortBindings: {
        '80/tcp': spec.bind.map((ip) => ({ HostIp: ip, HostPort: String(spec.httpPort) })),
        '443/tcp': spec.bind.map((ip) => ({ HostIp: ip, HostPort: String(spec.httpsPort) })),
        [`${CONTROL_PORT}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '' }],
      },
      Mounts: [
        {
          Type: 'volume',
          Source: spec.volume,
          Target: DATA_DIR,
          VolumeOptions: { Labels: volumeLabels(spec.labels) },
        },
      ],
      Tmpfs: { [RUN_DIR]: TMPFS, '/config': TMPFS },
      NetworkMode: spec.network,
      CapDrop: ['ALL'],
      CapAdd: ['NET_BIND_SERVICE'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      Init: false,
      PidsLimit: 1024,
      Memory: MEMORY_BYTES,
      MemorySwap: MEMORY_BYTES,
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
    },
    // By name: the hash must not depend on a random id.
    NetworkingConfig: { EndpointsConfig: { [spec.network]: {} } },
  };
}

/**
 * `exec` replaces the shell with Caddy, so that Caddy is process 1 and receives the signals. If the
 * volume cannot be prepared, Caddy reports it.
 */
const START = `${PREPARE_AUTHORITY}
exec caddy run --config ${DATA_DIR}/${BOOT_FILE} --resume`;

/**
 * Measured: 12 MB idle, 98 MB with 2000 HTTP/2 connections, 364 MB with 2000 WebSockets. Uploads of
 * any size add nothing. Caddy reads the limit and collects garbage harder near it.
 */
const MEMORY_BYTES = 1024 ** 3;

const TMPFS = 'rw,noexec,nosuid,nodev,size=1m,mode=0700';

/**
 * The volume is created with the container. Its labels name its project, and its role: a volume.
 */
function volumeLabels(labels: Labels): Labels {
  const { [LABEL.project]: project, [LABEL.functionsDir]: functionsDir } = labels;
  return {
    ...(functionsDir === undefined ? {} : { [LABEL.functionsDir]: functionsDir }),
    ...(project === undefined ? {} : { [LABEL.project]: project }),
    [LABEL.role]: 'volume',
  };
}

/**
 * The engine keeps labels as a map. The hash must not depend on the order in which they were
 * written.
 */
function sorted(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

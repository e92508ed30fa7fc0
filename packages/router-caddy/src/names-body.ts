/**
 * The container that carries names of functions for calls between them: the body of `POST
 * /containers/create`. Pure.
 *
 *     function a  --  http://b:8000  ->  router, whose aliases are the functions of its first run
 *                 --  http://c:8000  ->  names container  ->  router      c was added later
 *
 * The engine fixes aliases when a container joins a network. A router that is created again loses
 * requests, so a function that is added later has its name here. This container is replaced by one
 * with more names: the new one serves before the old one ends. It passes everything to the router,
 * whose connections are the ones that a drain waits for (connections.ts).
 *
 * Gotchas:
 *  - The text of the configuration is in the environment, because a tmpfs takes no archive before
 *    its container runs.
 *  - Caddy's program file claims NET_BIND_SERVICE. The kernel refuses to run it without.
 */
import { LABEL, type NamesSpec } from '@smolfaas/core';
import { FUNCTION_PORT } from './container-layout.js';

/** Deterministic for equal arguments. */
export function namesCreateBody(spec: NamesSpec): object {
  const endpoint = { Aliases: spec.names, ...(spec.networkId !== undefined && { NetworkID: spec.networkId }) };
  return {
    Image: spec.image,
    Cmd: ['sh', '-c', START],
    Env: [`SMOLFAAS_NAMES=${JSON.stringify(config(spec.router))}`, 'XDG_DATA_HOME=/tmp', 'XDG_CONFIG_HOME=/tmp'],
    Labels: { ...spec.labels, [LABEL.names]: spec.names.join(',') },
    StopTimeout: 5,
    HostConfig: {
      Tmpfs: { '/tmp': TMPFS, '/data': TMPFS, '/config': TMPFS },
      NetworkMode: spec.network,
      CapDrop: ['ALL'],
      CapAdd: ['NET_BIND_SERVICE'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      Init: false,
      PidsLimit: 256,
      Memory: MEMORY_BYTES,
      MemorySwap: MEMORY_BYTES,
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
    },
    NetworkingConfig: { EndpointsConfig: { [spec.network]: endpoint } },
  };
}

/** Exits once something listens on the port, or after five seconds. */
export const AWAIT_LISTENER: readonly string[] = [
  'sh',
  '-c',
  `n=0; until grep -qi ':${FUNCTION_PORT.toString(16)} .* 0A ' /proc/net/tcp /proc/net/tcp6; do n=$((n+1)); [ $n -lt 100 ] || exit 1; sleep 0.05; done`,
];

/** `exec` makes Caddy process 1, so that it receives the signals. */
const START = `exec caddy run --config - <<END
$SMOLFAAS_NAMES
END`;

const MEMORY_BYTES = 256 * 1024 * 1024;
const TMPFS = 'rw,noexec,nosuid,nodev,size=1m,mode=0700';

function config(router: string): object {
  const server = {
    listen: [`:${FUNCTION_PORT}`],
    protocols: ['h1'],
    automatic_https: { disable: true },
    routes: [
      {
        handle: [
          {
            handler: 'reverse_proxy',
            upstreams: [{ dial: `${router}:${FUNCTION_PORT}` }],
            load_balancing: { try_duration: '3s', try_interval: '100ms', retry_match: [{ not: [{}] }] },
            transport: { protocol: 'http', dial_timeout: '2s', compression: false, expect_continue_timeout: '1s' },
          },
        ],
      },
    ],
  };
  return {
    admin: { disabled: true, config: { persist: false } },
    logging: { logs: { default: { level: 'WARN' } } },
    apps: { http: { grace_period: '4s', servers: { names: server } } },
  };
}

/**
 * Counts the router's connections to one upstream. SmolFaaS waits for zero before it stops an old
 * generation.
 *
 * Caddy resets its own counters with every configuration. So the kernel is queried inside the
 * router's network namespace: first what the alias resolves to there, then the table of TCP
 * connections (tcp-table.ts). The instances of a generation share an alias, so one query counts all
 * their connections.
 *
 * Gotcha: an alias that resolves to nothing has no connections: its container is gone. An image
 * without `getent` cannot distinguish that case, so the command fails there.
 */
import { parseTcpTable, TCP_STATE } from '@smolfaas/core/tcp-table.js';
import { FUNCTION_PORT } from './container-layout.js';

/**
 * The command to run in the router container for `upstream`. Pass its output to `countConnections`.
 */
export function connectionsCommand(upstream: string): readonly string[] {
  const script =
    'command -v getent >/dev/null || exit 3; getent ahosts "$1" || getent hosts "$1" || true; echo --; cat /proc/net/tcp /proc/net/tcp6 2>/dev/null || true';
  return ['sh', '-c', script, 'sh', partsOf(upstream).alias];
}

/** Established connections to the upstream's port of any address that its alias has. Pure. */
export function countConnections(output: string, upstream: string): number {
  const { port } = partsOf(upstream);
  const [hosts = '', tables = ''] = output.split(/^--$/m);
  const lines = hosts.split('\n').flatMap((line) => line.trim().split(/\s+/, 1));
  const addresses = new Set(lines.filter(Boolean));
  return parseTcpTable(tables).filter(
    ({ state, remote }) => state === TCP_STATE.established && remote.port === port && addresses.has(remote.address),
  ).length;
}

function partsOf(upstream: string): { alias: string; port: number } {
  const [alias = '', port = FUNCTION_PORT] = upstream.split(':');
  return { alias, port: Number(port) };
}

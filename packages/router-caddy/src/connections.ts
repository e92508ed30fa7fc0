/**
 * How many connections the router still has to one upstream: what is waited for before an old generation is stopped.
 *
 * Caddy's own counters start anew with every configuration, so the kernel is asked, inside the router's network namespace: first
 * what the alias resolves to there, then the table of TCP connections (tcp-table.ts). The instances of a generation
 * share an alias, so all of their connections are counted by it.
 *
 * What would surprise: an alias that resolves to nothing has no connections: its container is gone. An image without `getent` cannot tell
 * that apart, so the command fails there.
 */
import { parseTcpTable, TCP_STATE } from '@smolfaas/core/tcp-table.js';
import { FUNCTION_PORT } from './container-layout.js';

/** The command to run in the router container for `upstream`; its output goes to `countConnections`. */
export function connectionsCommand(upstream: string): readonly string[] {
  const script =
    'command -v getent >/dev/null || exit 3; getent ahosts "$1" || getent hosts "$1" || true; echo --; cat /proc/net/tcp /proc/net/tcp6 2>/dev/null || true';
  return ['sh', '-c', script, 'sh', upstream];
}

/** Established connections to port 8000 of any address that the alias has. Pure. */
export function countConnections(output: string): number {
  const [hosts = '', tables = ''] = output.split(/^--$/m);
  const lines = hosts.split('\n').flatMap((line) => line.trim().split(/\s+/, 1));
  const addresses = new Set(lines.filter(Boolean));
  return parseTcpTable(tables).filter(
    ({ state, remote }) =>
      state === TCP_STATE.established && remote.port === FUNCTION_PORT && addresses.has(remote.address),
  ).length;
}

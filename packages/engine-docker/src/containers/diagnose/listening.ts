/**
 * Parses the listening TCP ports from the kernel's tables. Pure.
 *
 * Place in the flow: stage 10, when a function does not respond. The usual fault is a server on
 * 127.0.0.1 or on another port, and this list shows it at a glance.
 *
 * Gotcha: a container on a user-defined network has one more listener, the engine's name server on
 * 127.0.0.11.
 */
import type { ListeningSocket } from '@smolfaas/core';
import { parseTcpTable, TCP_STATE } from '@smolfaas/core/tcp-table.js';

const ENGINE_DNS = '127.0.0.11';

/**
 * The listening sockets in `/proc/net/tcp` or `/proc/net/tcp6` (or both, concatenated), by port.
 */
export function parseListening(table: string): readonly ListeningSocket[] {
  return parseTcpTable(table)
    .filter(({ state, local }) => state === TCP_STATE.listen && local.address !== ENGINE_DNS)
    .map(({ local, uid }) => ({ ...local, ...(uid !== undefined && { uid }) }))
    .sort((a, b) => a.port - b.port || (a.address < b.address ? -1 : 1));
}

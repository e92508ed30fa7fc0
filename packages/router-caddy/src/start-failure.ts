/**
 * Interprets the engine's message about a failed start. A published port is bound only when the
 * container starts, so a taken port appears here, as a 500 with a message:
 *
 *   Bind for 127.0.0.1:80 failed: port is already allocated      another container
 *   listen tcp4 127.0.0.1:80: bind: address already in use       another process
 *   failed to bind host port for 127.0.0.1:80:172.18.0.2:80/tcp: address already in use
 *                                                                the same, newer engines
 *   listen tcp4 127.0.0.1:80: bind: permission denied            a rootless engine below 1024
 */
import { isSmolfaasError, SmolfaasError } from '@smolfaas/core';

/**
 * Returns the precise error for a failed start. An engine error that is not about a port becomes
 * `router-failed`; other errors are returned unchanged.
 */
export function startFailure(name: string, error: unknown): unknown {
  if (!isSmolfaasError(error, 'engine-error')) return error;
  const { message } = error.facts;
  const where = publishedPort(message);
  if (where && /already allocated|already in use|port is taken/i.test(message)) {
    return new SmolfaasError('port-taken', where, { cause: error });
  }
  if (where && /permission denied|cannot expose privileged port/i.test(message)) {
    return new SmolfaasError('port-forbidden', where, { cause: error });
  }
  return new SmolfaasError('router-failed', { name, message, log: [] }, { cause: error });
}

/** The first `address:port` before the reason. Not every message has an IPv6 address in brackets. */
function publishedPort(message: string): { address: string; port: number } | undefined {
  const match =
    /(?:bind|listen|for) (?:for |tcp[46]? |host port |host port for )?(\[[0-9a-f:]+\]|\d+(?:\.\d+){3}|[0-9a-f]*:[0-9a-f:]*):(\d+)/i.exec(
      message,
    );
  const privileged = /privileged port (\d+)/i.exec(message);
  if (match) return { address: (match[1] ?? '').replace(/^\[|\]$/g, ''), port: Number(match[2]) };
  return privileged ? { address: '', port: Number(privileged[1]) } : undefined;
}

/**
 * Connects to the router's published ports as a client on this machine does, and reports what they
 * respond.
 *
 * The control link cannot see whether a port really leads to the router. A firewall, a port proxy
 * that died, or another process on the port shows only here. This file decides nothing: `check` and
 * `up` compare the facts with what they expect.
 *
 * Invariants:
 *  1. A call ends after `timeoutMs`, whatever the other side does, and reads at most BODY_LIMIT
 *     bytes of a response.
 *  2. The behaviour of the address is a value, even when nothing listens. Only the caller's abort
 *     is thrown.
 *
 * Gotcha: trust is not verified. The root is in the router's volume, so these calls prove that
 * something responds as the router does, not its identity.
 */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { NoAnswer, PublishedAnswer, RedirectAnswer, ServedCertificate } from '@smolfaas/core';

/** In bytes. /health needs 18, and another process on the port may send without end. */
const BODY_LIMIT = 64 * 1024;
const PATH = '/health';

/**
 * Sends one `GET /health` over TLS to `address`, with `serverName` as SNI and Host. Trust is not
 * verified.
 */
export function probePublished(
  address: string,
  port: number,
  serverName: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<PublishedAnswer> {
  return within(timeoutMs, signal, async (ending) => {
    const servername = isIP(serverName) === 0 ? serverName : '';
    const request = requestHttps({
      ...target(address, port, serverName, ending),
      servername,
      rejectUnauthorized: false,
      ca: [], // otherwise Node.js would read all public root certificates for nothing
    });
    const response = await head(request);
    const certificate = certificateOf(response);
    if (certificate === undefined) return { ok: false, why: 'the TLS server sent no certificate' };
    return { ok: true, status: response.statusCode ?? 0, body: await bodyOf(response), certificate };
  });
}

/** Sends one `GET /health` over plain HTTP; the router responds 308 with the HTTPS address. */
export function probeRedirect(
  address: string,
  port: number,
  host: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RedirectAnswer> {
  return within(timeoutMs, signal, async (ending) => {
    const response = await head(requestHttp(target(address, port, host, ending)));
    response.destroy();
    return { ok: true, status: response.statusCode ?? 0, location: response.headers.location };
  });
}

/**
 * Runs one conversation. Its failure and its timeout become values; the caller's abort is thrown.
 */
async function within<T>(
  timeoutMs: number,
  signal: AbortSignal,
  converse: (ending: AbortSignal) => Promise<T>,
): Promise<T | NoAnswer> {
  signal.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await converse(AbortSignal.any([signal, timeout]));
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) return { ok: false, why: `no answer within ${timeoutMs} ms` };
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}

/** A new connection: a kept one would prove nothing about the port. */
function target(address: string, port: number, host: string, signal: AbortSignal) {
  return { host: address, port, path: PATH, agent: false, headers: { host, connection: 'close' }, signal } as const;
}

function head(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject).end();
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > BODY_LIMIT) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, BODY_LIMIT);
}

function certificateOf({ socket }: IncomingMessage): ServedCertificate | undefined {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  if (certificate === undefined) return undefined;
  const { validFrom, validTo, subjectAltName = '' } = certificate;
  return { notBefore: new Date(validFrom), notAfter: new Date(validTo), names: namesOf(subjectAltName) };
}

/** `DNS:fn.localhost, IP Address:127.0.0.1` without the kinds. */
function namesOf(subjectAltName: string): readonly string[] {
  return subjectAltName
    .split(', ')
    .filter(Boolean)
    .map((name) => name.replace(/^[^:]*:/, ''));
}

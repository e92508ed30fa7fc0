/**
 * A session: for the length of one solve, the daemon may call back for files, secrets and
 * credentials.
 *
 *   we -> daemon   Control/Session (bidi), metadata: id, shared key, one header per served method
 *   daemon -> we   inside that stream: HTTP/2 preface, then calls to our services (reversed roles)
 *   we -> daemon   half-close when the solve has answered
 *
 * Invariants:
 *   1. The session is open (first inbound bytes seen) before Solve names its id: the daemon waits
 *      at most 5 s for it.
 *   2. Every served method is announced in its own header; one joined value announces nothing.
 *   3. After `close` nothing is left: no timer, no stream, no server.
 * The daemon keeps its copy of a local source under the shared key: a stable key makes transfers
 * incremental.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ServerHttp2Session } from 'node:http2';
import type { Duplex } from 'node:stream';
import { type Client, Metadata, status } from '@grpc/grpc-js';
import { BuildKitError, isBuildKitError } from '../errors/error.js';
import { isServiceError } from '../errors/solve-error.js';
import { FLOW_CONTROL_WINDOW } from '../connect/transport.js';
import { Control } from '../gen/moby/buildkit/v1/control_pb.js';
import { callBidi } from '../grpc/call.js';
import { type Route, serveGrpc } from './server.js';
import { tunnelOver } from './tunnel.js';

const OPEN_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 1_000;

export interface Session {
  /** The id for SolveRequest.Session. */
  readonly id: string;
  /** Rejects with `session-lost` when the tunnel ends before `close`; never resolves otherwise. */
  readonly lost: Promise<never>;
  close(): void;
}

/**
 * Opens a session that serves the routes. Rejects with `session-lost` when the daemon does not
 * accept it within 10 s, or with an AbortError when the signal fires first.
 */
export async function openSession(
  client: Client,
  sharedKey: string,
  routes: readonly Route[],
  signal: AbortSignal,
): Promise<Session> {
  const id = randomBytes(16).toString('hex');
  const call = callBidi(client, Control.method.session, sessionMetadata(id, sharedKey, routes));
  const tunnel = tunnelOver(call);
  const server = serveGrpc(tunnel, routes, FLOW_CONTROL_WINDOW);
  const closing = new AbortController();
  const lost = lossOf(tunnel, server, closing.signal);
  const close = () => {
    closing.abort();
    server.close();
    closeGently(tunnel);
  };
  try {
    // Any inbound byte is enough: only then is the session registered.
    const opened = once(call, 'data', { signal: AbortSignal.any([signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)]) });
    await Promise.race([opened, lost]);
    return { id, lost, close };
  } catch (error) {
    close();
    throw signal.aborted ? error : lossFrom(error, 'the daemon did not take up the session');
  }
}

/** Rejects when the tunnel or the server on it ends before the session is closed. */
function lossOf(tunnel: Duplex, server: ServerHttp2Session, closing: AbortSignal): Promise<never> {
  const lost = new Promise<never>((_resolve, reject) => {
    const fail = (cause?: Error) => {
      if (!closing.aborted) reject(lossFrom(cause, 'the session with the daemon ended early'));
    };
    server.on('error', fail);
    tunnel.on('error', fail).once('close', () => fail());
  });
  lost.catch(() => undefined);
  return lost;
}

/** If the whole connection broke, returns that error; otherwise the session itself was lost. */
function lossFrom(cause: unknown, message: string): unknown {
  const connectionBroke = isServiceError(cause) && cause.code === status.UNAVAILABLE;
  return connectionBroke || isBuildKitError(cause) ? cause : new BuildKitError('session-lost', message, {}, { cause });
}

/** Half-closes, so that the daemon ends the call. If it does not, the call is canceled. */
function closeGently(tunnel: Duplex): void {
  const late = setTimeout(() => tunnel.destroy(), CLOSE_TIMEOUT_MS);
  tunnel.once('close', () => clearTimeout(late));
  tunnel.end();
  tunnel.resume();
}

/** The session's parameters; a key that HTTP headers cannot contain is percent-encoded. */
function sessionMetadata(id: string, sharedKey: string, routes: readonly Route[]): Metadata {
  const metadata = new Metadata();
  metadata.set('x-docker-expose-session-uuid', id);
  metadata.set('x-docker-expose-session-sharedkey', encodeURIComponent(sharedKey));
  for (const route of routes) metadata.add('x-docker-expose-session-grpc-method', route.path);
  return metadata;
}

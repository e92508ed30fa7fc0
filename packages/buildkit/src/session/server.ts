/**
 * A gRPC server on a byte stream, as small as the session needs: HTTP/2 from Node.js, framing and
 * trailers from here.
 *
 *   daemon -> we   HEADERS :path /package.Service/Method, metadata…   framed messages, END_STREAM
 *   we -> daemon   HEADERS :status 200, application/grpc              framed messages
 *   we -> daemon   trailers grpc-status, grpc-message
 *
 * Why not grpc-js's server: Node.js joins repeated request headers with ", " before grpc-js sees
 * them, and the daemon sends one `exclude-patterns` header per pattern. Only the raw headers keep
 * "a, b" (one file name) apart from two. grpc-js's server also has no setting for the flow-control
 * window.
 * Invariant: one handler's failure ends only its own call; nothing here throws into an event
 * handler.
 */
import {
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Duplex } from 'node:stream';
import {
  create,
  type DescMessage,
  type DescMethodBiDiStreaming,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { methodPath } from '../grpc/call.js';
import { frameMessage, readMessages } from './framing.js';

/** gRPC status codes that a session returns. */
export const STATUS = { ok: 0, unknown: 2, notFound: 5, unimplemented: 12 } as const;

const MAX_SESSION_MEGABYTES = 1024;

/** Thrown by a handler to return a certain status. */
export class StatusError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'StatusError';
    this.status = status;
  }
}

/** Request metadata; a key may occur several times, in this order. */
export type RequestMetadata = ReadonlyMap<string, readonly string[]>;

/**
 * The two directions of a streaming call, typed. `write` resolves when the next write may follow;
 * `closed` fires when the call is over.
 */
export interface MessageStream<I, O> {
  readonly messages: AsyncIterable<I>;
  readonly closed: AbortSignal;
  write(message: O): Promise<void>;
}

/** Serves one method: reads the stream, writes to it; the server adds the trailers. */
export interface Route {
  readonly path: string;
  handle(stream: ServerHttp2Stream, metadata: RequestMetadata): Promise<void>;
}

/** A method with one request and one response. */
export function unaryRoute<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  answer: (request: MessageShape<I>, metadata: RequestMetadata) => MessageInitShape<O> | Promise<MessageInitShape<O>>,
): Route {
  return {
    path: methodPath(method),
    handle: async (stream, metadata) => {
      const response = create(method.output, await answer(await oneRequest(method.input, stream), metadata));
      await writeFrame(stream, toBinary(method.output, response));
    },
  };
}

/**
 * A method with one request and a stream of responses; each response is taken only when the peer
 * can receive it.
 */
export function serverStreamRoute<I extends DescMessage, O extends DescMessage>(
  method: DescMethodServerStreaming<I, O>,
  answers: (
    request: MessageShape<I>,
    metadata: RequestMetadata,
  ) => AsyncIterable<MessageInitShape<O>> | Iterable<MessageInitShape<O>>,
): Route {
  return {
    path: methodPath(method),
    handle: async (stream, metadata) => {
      for await (const message of answers(await oneRequest(method.input, stream), metadata)) {
        await writeFrame(stream, toBinary(method.output, create(method.output, message)));
      }
    },
  };
}

/** A method that streams both ways. */
export function bidiRoute<I extends DescMessage, O extends DescMessage>(
  method: DescMethodBiDiStreaming<I, O>,
  serve: (stream: MessageStream<MessageShape<I>, MessageInitShape<O>>, metadata: RequestMetadata) => Promise<void>,
): Route {
  return {
    path: methodPath(method),
    handle: (stream, metadata) => {
      const messages = decodeAll(method.input, stream);
      const write = (message: MessageInitShape<O>) =>
        writeFrame(stream, toBinary(method.output, create(method.output, message)));
      const over = new AbortController();
      stream.once('close', () => over.abort());
      return serve({ messages, write, closed: over.signal }, metadata);
    },
  };
}

/**
 * Starts serving on an open byte stream, before the peer's HTTP/2 preface arrives. The caller
 * closes it.
 */
export function serveGrpc(connection: Duplex, routes: readonly Route[], windowSize: number): ServerHttp2Session {
  const byPath = new Map(routes.map((route) => [route.path, route]));
  // Node.js refuses new streams, health checks among them, while a session holds more than this
  // (default 10 MB).
  const options = { settings: { initialWindowSize: windowSize }, maxSessionMemory: MAX_SESSION_MEGABYTES };
  const session = performServerHandshake(connection, options);
  session.setLocalWindowSize(windowSize);
  session.on(
    'stream',
    (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, rawHeaders: string[]) => {
      stream.on('error', () => stream.close());
      void runRoute(stream, byPath.get(String(headers[':path'])), metadataOf(rawHeaders));
    },
  );
  return session;
}

/** Runs a handler and ends its call with the trailers that report its status. */
async function runRoute(stream: ServerHttp2Stream, route: Route | undefined, metadata: RequestMetadata): Promise<void> {
  let trailers = { 'grpc-status': String(STATUS.ok), 'grpc-message': '' };
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  try {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    if (!route) throw new StatusError(STATUS.unimplemented, 'this session does not serve the method');
    await route.handle(stream, metadata);
  } catch (error) {
    const status = error instanceof StatusError ? error.status : STATUS.unknown;
    const message = error instanceof Error ? error.message : String(error);
    trailers = { 'grpc-status': String(status), 'grpc-message': percentEncoded(message) };
  }
  if (!stream.destroyed) stream.end();
}

/** Trailers hold ASCII. Invalid Unicode is repaired first, because encodeURI would throw on it. */
function percentEncoded(message: string): string {
  return encodeURI(Buffer.from(message).toString());
}

/** The request of a method that has one. */
async function oneRequest<D extends DescMessage>(schema: D, stream: ServerHttp2Stream): Promise<MessageShape<D>> {
  for await (const message of decodeAll(schema, stream)) return message;
  throw new StatusError(STATUS.unknown, 'call without a request');
}

async function* decodeAll<D extends DescMessage>(
  schema: D,
  stream: ServerHttp2Stream,
): AsyncGenerator<MessageShape<D>> {
  for await (const bytes of messagesOf(stream)) yield fromBinary(schema, bytes);
}

/**
 * The stream's messages. Leaving the loop early must not destroy the stream: the response is still
 * to be written.
 */
function messagesOf(stream: ServerHttp2Stream): AsyncGenerator<Buffer> {
  return readMessages(stream.iterator({ destroyOnReturn: false }));
}

/** Writes one message and waits while the peer is slower. Rejects when the stream is closed. */
function writeFrame(stream: ServerHttp2Stream, message: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stream.destroyed || stream.closed) return reject(new Error('the daemon closed the call'));
    if (stream.write(frameMessage(message))) return resolve();
    const settle = () => {
      stream.off('drain', settle).off('close', settle);
      if (stream.destroyed) reject(new Error('the daemon closed the call'));
      else resolve();
    };
    stream.on('drain', settle).on('close', settle);
  });
}

/**
 * Node.js's raw headers (name, value, name, value…) as a multi-map; pseudo-headers are left out.
 */
function metadataOf(rawHeaders: readonly string[]): RequestMetadata {
  const metadata = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name, value] = [rawHeaders[i] ?? '', rawHeaders[i + 1] ?? ''];
    if (!name.startsWith(':')) metadata.set(name, [...(metadata.get(name) ?? []), value]);
  }
  return metadata;
}

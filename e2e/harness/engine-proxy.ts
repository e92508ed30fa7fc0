/**
 * A proxy in front of the engine's socket that writes down every call that could change something.
 *
 * It shows "a second `up` changes nothing" as a fact about the wire: no POST, PUT or DELETE but those that only read. It can also
 * hold back answers, as an engine does that hangs, and what is sent to a build, so that a test can act in the middle of it.
 */
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { Transform } from 'node:stream';
import { engineSocket } from './engine.js';

export class EngineProxy {
  readonly socketPath: string;
  /** `METHOD /path` of every call seen. */
  readonly calls: string[] = [];
  /** When it says yes to a call, no answer ever comes. */
  hangs: (method: string, path: string) => boolean = () => false;
  /** When it says yes to a call, the answer is 404, as from an engine that does not know it. */
  refuses: (method: string, path: string) => boolean = () => false;
  /** Runs before a call is passed on, named as in `calls`, and holds it up as long. */
  beforeCall: (call: string) => Promise<void> = async () => {};
  /** Runs before a hijacked connection is passed on, and holds it up as long. */
  beforeUpgrade: (path: string) => Promise<void> = async () => {};
  /** Sees what a client sends with a call, named as in `calls`. */
  onBody: (call: string, bytes: number) => void = () => {};
  /** Sees what a client sends over a hijacked connection, before it is passed on. */
  onUpload: (bytes: number) => void = () => {};
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(socketPath: string, target: string) {
    this.socketPath = socketPath;
    this.#server = createServer((incoming, outgoing) => {
      if (!this.#note(incoming)) return;
      const call = request(
        { socketPath: target, method: incoming.method, path: incoming.url, headers: incoming.headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      call.once('error', () => outgoing.destroy());
      const name = `${incoming.method} ${incoming.url}`;
      void this.beforeCall(name).then(() =>
        incoming.on('data', (chunk: Buffer) => this.onBody(name, chunk.length)).pipe(call),
      );
    });
    this.#server.keepAliveTimeout = 0; // an idle connection that closes just when it is used again looks like a dead engine
    this.#server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
      if (!this.#note(incoming)) return;
      if (this.refuses(incoming.method ?? '', incoming.url ?? ''))
        socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      else
        void this.beforeUpgrade(incoming.url ?? '').then(() =>
          upgrade(incoming, socket, head, target, (bytes) => this.onUpload(bytes)),
        );
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  static async listen(socketPath: string, target = engineSocket()): Promise<EngineProxy> {
    const proxy = new EngineProxy(socketPath, target);
    await new Promise<void>((resolve) => proxy.#server.listen(socketPath, resolve));
    return proxy;
  }

  /** The calls that change the engine: everything but GET and HEAD. A build's connection counts, too. */
  get mutating(): string[] {
    return this.calls.filter((call) => !/^(GET|HEAD) /.test(call));
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #note(incoming: IncomingMessage): boolean {
    const { method = '', url = '' } = incoming;
    this.calls.push(`${method} ${url}`);
    return !this.hangs(method, url);
  }
}

/** Passes a hijacked connection (`/grpc`, `/exec/…/start`) through in both directions. */
async function upgrade(
  incoming: IncomingMessage,
  socket: Socket,
  head: Buffer,
  target: string,
  onUpload: (bytes: number) => void,
): Promise<void> {
  const [body, rest] = await bodyOf(incoming, socket, head);
  const call = request({ socketPath: target, method: incoming.method, path: incoming.url, headers: incoming.headers });
  call.once('error', () => socket.destroy());
  call.once('response', (answer) => socket.end(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n\r\n`));
  call.once('upgrade', (answer, upstream, first) => {
    const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(rest);
    socket.write(first);
    upstream.pipe(socket).pipe(watched(onUpload)).pipe(upstream);
    for (const end of [socket, upstream]) end.once('error', () => (socket.destroy(), upstream.destroy()));
  });
  call.end(body);
}

/** What a hijacking request says before it turns into a stream, and what has come after that already. */
async function bodyOf(incoming: IncomingMessage, socket: Socket, head: Buffer): Promise<[body: Buffer, rest: Buffer]> {
  const length = Number(incoming.headers['content-length'] ?? 0);
  let all = head;
  while (all.length < length) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    all = Buffer.concat([all, chunk]);
  }
  socket.pause();
  return [all.subarray(0, length), all.subarray(length)];
}

/** Passes everything on, each chunk after the listener saw it. */
function watched(onChunk: (bytes: number) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onChunk(chunk.length);
      done(null, chunk);
    },
  });
}

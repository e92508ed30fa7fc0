/**
 * Runs one command in a running container and gives its input and output as one byte stream.
 *
 *   POST /containers/<id>/exec     201 exec id
 *   POST /exec/<exec id>/start     101, then what is written is the command's stdin, and what is read are frames
 *
 * Frames (frames.ts) are taken apart as they come: stdout is what the reader gets, and the end of stderr explains a command that failed
 * before it said anything. Neither direction is read faster than it is consumed.
 */
import { Duplex } from 'node:stream';
import type { Connection } from './connection/connection.js';
import { FRAME_HEAD, frameHead } from './frames.js';

const STDERR = 2;
/** How much of stderr is kept, in bytes. */
const COMPLAINT = 2048;

/** @throws SmolfaasError engine-* */
export function dialInContainer(
  engine: Connection,
  id: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<Duplex> {
  return engine.call(`exec ${command[0] ?? ''} in container ${id}`, signal, async (docker, abortSignal) => {
    const exec = await docker.getContainer(id).exec({
      Cmd: [...command],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      abortSignal,
    });
    return new CommandStream(await exec.start({ hijack: true, stdin: true, abortSignal }));
  });
}

/** The command's stdin and stdout over a connection that carries frames in one direction. */
class CommandStream extends Duplex {
  readonly #connection: Duplex;
  /** Bytes that are no whole head yet. */
  #head = Buffer.alloc(0);
  /** What is left of the frame that is being read. */
  #frame = { stream: 1, left: 0 };
  #complaint = '';
  #silent = true;

  constructor(connection: Duplex) {
    super();
    this.#connection = connection;
    connection.on('data', (chunk: Buffer) => this.#take(chunk));
    connection.once('end', () => this.#end());
    connection.once('error', (error) => this.destroy(error));
    connection.once('close', () => this.#end());
  }

  override _read(): void {
    this.#connection.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.#connection.write(chunk)) done();
    else this.#connection.once('drain', () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#connection.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#connection.destroy();
    done(error);
  }

  #take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#frame.left === 0) rest = this.#takeHead(rest);
      else {
        const part = rest.subarray(0, this.#frame.left);
        rest = rest.subarray(part.length);
        this.#frame.left -= part.length;
        this.#give(part);
      }
    }
  }

  #takeHead(bytes: Buffer): Buffer {
    const missing = FRAME_HEAD - this.#head.length;
    this.#head = Buffer.concat([this.#head, bytes.subarray(0, missing)]);
    if (this.#head.length === FRAME_HEAD) {
      const { stream, length } = frameHead(this.#head);
      this.#frame = { stream, left: length };
      this.#head = Buffer.alloc(0);
    }
    return bytes.subarray(missing);
  }

  #give(part: Buffer): void {
    if (this.#frame.stream === STDERR) {
      this.#complaint = (this.#complaint + part.toString()).slice(-COMPLAINT);
      return;
    }
    this.#silent = false;
    if (!this.push(part)) this.#connection.pause();
  }

  #end(): void {
    if (this.destroyed || this.readableEnded) return;
    if (this.#silent && this.#complaint !== '') this.destroy(new Error(this.#complaint.trim()));
    else this.push(null);
  }
}

/**
 * A byte stream to a command in a running container: what is written becomes its input, what it prints is read.
 *
 *   POST /containers/<id>/exec     {AttachStdin, AttachStdout, AttachStderr, Cmd}   201 exec id
 *   POST /exec/<exec id>/start     Connection: Upgrade, Upgrade: tcp                101, then raw bytes to, frames (frames.ts) from it
 *
 * What the engine's API reaches, this reaches: the daemons in our containers, also on an engine of another machine, without a published port.
 *
 * What would surprise: a command that could not do its work says why on stderr and prints nothing. Such an end is an error of the
 * stream with these words, while any other end is the end.
 *
 * What would surprise, too: a write counts as done before the engine has taken it. Node.js reads nothing from an HTTP/2 connection while a
 * write to it is under way, and Podman takes no input of a command while nobody reads its output: each would wait for the other for ever.
 */
import { Duplex } from 'node:stream';
import type { Connection } from '../connection/connection.js';
import { frameReader } from '../connection/frames.js';

const STDERR = 2;
/** Of what a command says on stderr, characters that are kept. */
const KEPT = 2000;
/** Bytes that may be on their way to the engine before a write waits: as many as a daemon in Go ever lets a client send ahead over HTTP/2. */
const AHEAD = 16 << 20;

/** Starts `argv`, without a shell or terminal; destroying the stream ends its input. @throws SmolfaasError engine-* */
export async function openExec(
  engine: Connection,
  id: string,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<Duplex> {
  const inner = await engine.call(`exec ${argv[0] ?? ''} in container ${id}`, signal, async (docker, abortSignal) => {
    const attached = { AttachStdin: true, AttachStdout: true, AttachStderr: true };
    const exec = await docker.getContainer(id).exec({ Cmd: [...argv], ...attached, abortSignal });
    return exec.start({ hijack: true, stdin: true, abortSignal });
  });
  return unframed(inner, argv[0] ?? '');
}

/** The stream without its frames. Backpressure goes through in both directions, to the command after AHEAD bytes. */
export function unframed(inner: Duplex, name: string): Duplex {
  let said = '';
  let printed = false;
  const outer = new Duplex({
    read: () => void inner.resume(),
    write: (chunk: Buffer, _encoding, done) => passOn(inner, chunk, done),
    // HTTP/2 hands over each head of nine bytes by itself: one by one they would be a call of the system each.
    writev: (chunks, done) => passOn(inner, Buffer.concat(chunks.map(({ chunk }): Buffer => chunk)), done),
    // A command that ended first has taken its input's end with it.
    final: (done) => void (inner.writable ? inner.end(() => done()) : done()),
    destroy(error, done) {
      inner.destroy();
      done(error);
    },
  });
  const take = frameReader((stream, payload) => {
    if (stream === STDERR) {
      said = (said + payload.toString('utf8')).slice(-KEPT);
    } else if (payload.length > 0) {
      printed = true;
      if (!outer.push(payload)) inner.pause();
    }
  });
  const end = () => {
    if (outer.destroyed || outer.readableEnded) return;
    if (printed || said.trim() === '') outer.push(null);
    else outer.destroy(new Error(`${name}: ${said.trim()}`));
  };
  inner.on('data', take);
  inner.once('end', end);
  inner.once('error', (error) => outer.destroy(error));
  inner.once('close', end);
  return outer;
}

/** Writes, and when much is under way waits until more may come. An inner stream that ended meanwhile would keep silent about it. */
function passOn(inner: Duplex, chunk: Buffer, done: (error?: Error) => void): void {
  if (!inner.writable) return done(Object.assign(new Error('the command has ended'), { code: 'ECONNRESET' }));
  if (inner.write(chunk) || inner.writableLength < AHEAD) return done();
  const proceed = () => {
    inner.off('drain', proceed).off('close', proceed);
    done();
  };
  inner.once('drain', proceed).once('close', proceed);
}

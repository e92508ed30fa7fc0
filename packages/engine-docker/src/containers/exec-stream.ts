/**
 * A byte stream to a command in a running container: bytes written are its input, bytes read are
 * its output.
 *
 *   POST /containers/<id>/exec     {AttachStdin, AttachStdout, AttachStderr, Cmd}
 *                                  201 exec id
 *   POST /exec/<exec id>/start     Connection: Upgrade, Upgrade: tcp
 *                                  101, then raw bytes to, frames (frames.ts) from it
 *
 * It reaches whatever the engine's API reaches: the daemons in SmolFaaS containers, even on a
 * remote engine, without a published port.
 *
 * Gotchas:
 *  - A command that could not do its work says why on stderr and prints nothing. Such an end is an
 *    error of the stream with these words. Any other end is a normal end.
 *  - A write counts as done before the engine has accepted it. Node.js reads nothing from an HTTP/2
 *    connection while a write to it is under way. Podman accepts no input of a command while its
 *    output is not read. Each would wait for the other forever.
 */
import { Duplex } from 'node:stream';
import type { Connection } from '../connection/connection.js';
import { frameReader } from '../connection/frames.js';

const STDERR = 2;
/** How many of the last characters of stderr are kept. */
const KEPT = 2000;
/**
 * Bytes that may be on their way to the engine before a write waits. A daemon in Go never lets a
 * client send more ahead over HTTP/2.
 */
const AHEAD = 16 << 20;

/**
 * Starts `argv`, without a shell or terminal. Destroying the stream ends its input.
 * @throws SmolfaasError engine-*
 */
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

/**
 * The stream without its frames. Backpressure applies in both directions; towards the command,
 * after AHEAD bytes.
 */
export function unframed(inner: Duplex, name: string): Duplex {
  let said = '';
  let printed = false;
  const outer = new Duplex({
    read: () => void inner.resume(),
    write: (chunk: Buffer, _encoding, done) => passOn(inner, chunk, done),
    // HTTP/2 writes each nine-byte header separately. One by one, each would be a system call.
    writev: (chunks, done) => passOn(inner, Buffer.concat(chunks.map(({ chunk }): Buffer => chunk)), done),
    // A command that ended first has already closed its input.
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

/**
 * Writes. When much data is under way, waits until more may follow. A write to an inner stream that
 * has already ended would never call back.
 */
function passOn(inner: Duplex, chunk: Buffer, done: (error?: Error) => void): void {
  if (!inner.writable) return done(Object.assign(new Error('the command has ended'), { code: 'ECONNRESET' }));
  if (inner.write(chunk) || inner.writableLength < AHEAD) return done();
  const proceed = () => {
    inner.off('drain', proceed).off('close', proceed);
    done();
  };
  inner.once('drain', proceed).once('close', proceed);
}

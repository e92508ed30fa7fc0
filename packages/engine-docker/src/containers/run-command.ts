/**
 * Runs a command of a user in a container, with or without a terminal, and passes bytes through.
 *
 *   POST /containers/<id>/exec     {Cmd, Tty, AttachStdin, …}     201 exec id
 *   POST /exec/<exec id>/start     101, then raw bytes (terminal) or frames (frames.ts)
 *   POST /exec/<exec id>/resize    ?h=…&w=…
 *   GET  /exec/<exec id>/json      the exit code
 *
 * Gotchas:
 *  - An engine cannot end a command. A client that leaves lets it run for ever. So where the
 *    container has a shell, the shell first prints its process id and then becomes the command; an
 *    abort kills this id, and its process group, by a second command.
 *  - A terminal has its size only after the command has started; engines before API 1.42 take none
 *    with the start. So the shell sets it, too, where the image has `stty`.
 */
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { SmolfaasError, type ExecOutput, type ExecRequest, type Execution, type TerminalSize } from '@smolfaas/core';
import type Docker from 'dockerode';
import type { Connection } from '../connection/connection.js';
import { failureOf } from '../connection/failure.js';
import { frameReader } from '../connection/frames.js';
import { execInContainer } from './exec-in-container.js';

const STDERR = 2;
const LINE_END = 0x0a;

/** How long a command may take to end at SIGTERM, and then its stream at SIGKILL; milliseconds. */
const GRACE_MS = 1500;

const WITH_ID = ['/bin/sh', '-c', 'echo $$; exec "$@"', 'sh'];
const WITH_SIZE = ['/bin/sh', '-c', 'stty rows "$1" cols "$2" 2>/dev/null; shift 2; echo $$; exec "$@"', 'sh'];
const KILL = ['/bin/sh', '-c', 'kill -s "$1" -- "-$2" 2>/dev/null || kill -s "$1" "$2"', 'sh'];

/**
 * Starts the command.
 * @param hasShell whether the container has /bin/sh
 * @throws SmolfaasError engine-*; the signal's reason
 */
export async function runCommand(
  engine: Connection,
  id: string,
  request: ExecRequest,
  hasShell: boolean,
  signal: AbortSignal,
): Promise<Execution> {
  const { command, terminal, user, input } = request;
  const call = `exec ${command[0] ?? ''} in container ${id}`;
  const created = await engine.call(call, signal, async (docker, abortSignal) => {
    const exec = await docker.getContainer(id).exec({
      Cmd: [...(hasShell ? inShell(terminal) : []), ...command],
      Tty: terminal !== undefined,
      AttachStdin: input !== undefined,
      AttachStdout: true,
      AttachStderr: true,
      ...(user !== undefined && { User: user }),
      abortSignal,
    });
    const size = terminal && { ConsoleSize: [terminal.rows, terminal.columns] };
    const start = { hijack: true, stdin: input !== undefined, Tty: terminal !== undefined, abortSignal };
    const stream: Duplex = await exec.start(Object.assign(start, size));
    return { exec, stream };
  });
  const { exec, stream } = created;
  const resize: Execution['resize'] = async ({ columns, rows }) => {
    await exec.resize({ w: columns, h: rows }).catch(() => undefined); // it may have ended
  };
  if (terminal !== undefined) await resize(terminal);
  if (input !== undefined) void pump(input, stream).catch(() => undefined); // it ended without reading all
  const kill = (pid: number, name: string) =>
    execInContainer(engine, id, [...KILL, name, String(pid)], AbortSignal.timeout(GRACE_MS)).catch(() => undefined);
  return {
    output: output({ stream, isRaw: terminal !== undefined, printsId: hasShell, kill, signal }, (error) =>
      failureOf(error, { endpoint: engine.endpoint.label, call }),
    ),
    resize,
    exitCode: () => exitCode(engine, exec, call),
  };
}

/** The words in front of the command. */
function inShell(terminal: TerminalSize | undefined): readonly string[] {
  return terminal === undefined ? WITH_ID : [...WITH_SIZE, String(terminal.rows), String(terminal.columns)];
}

interface Running {
  readonly stream: Duplex;
  /** A terminal's bytes have no frames. */
  readonly isRaw: boolean;
  /** The first line is the process id. */
  readonly printsId: boolean;
  readonly kill: (pid: number, signal: string) => Promise<unknown>;
  readonly signal: AbortSignal;
}

async function* output(
  { stream, isRaw, printsId, kill, signal }: Running,
  failure: (error: unknown) => unknown,
): AsyncGenerator<ExecOutput, void, undefined> {
  const printed: ExecOutput[] = [];
  let pid: number | undefined;
  const rest = printsId ? afterFirstLine((line) => (pid = Number(line.trim()))) : (bytes: Buffer) => bytes;
  const take = (name: ExecOutput['stream'], bytes: Buffer) => {
    const shown = name === 'stdout' ? rest(bytes) : bytes;
    if (shown.length > 0) printed.push({ stream: name, bytes: shown });
  };
  const chunk = isRaw
    ? (bytes: Buffer) => take('stdout', bytes)
    : frameReader((number, payload) => take(number === STDERR ? 'stderr' : 'stdout', payload));
  const stop = async () => {
    for (const name of pid === undefined ? [] : [isRaw ? 'HUP' : 'TERM', 'KILL']) {
      if (pid !== undefined && !stream.destroyed) await kill(pid, name);
      await Promise.race([once(stream, 'close'), wait(GRACE_MS, undefined, { ref: false })]).catch(() => undefined);
    }
    stream.destroy();
  };
  const onAbort = () => void stop();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    for await (const bytes of stream) {
      chunk(Buffer.from(bytes));
      yield* printed.splice(0);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw failure(error);
  } finally {
    signal.removeEventListener('abort', onAbort);
    stream.destroy();
  }
  signal.throwIfAborted();
}

/** Passes the first line to `onLine`, and returns what follows it. */
function afterFirstLine(onLine: (line: string) => void): (bytes: Buffer) => Buffer {
  let head: Buffer | undefined = Buffer.alloc(0);
  return (bytes) => {
    if (head === undefined) return bytes;
    head = Buffer.concat([head, bytes]);
    const end = head.indexOf(LINE_END);
    if (end === -1) return Buffer.alloc(0);
    onLine(head.toString('latin1', 0, end));
    const rest = head.subarray(end + 1);
    head = undefined;
    return rest;
  };
}

async function pump(input: AsyncIterable<Uint8Array>, stream: Duplex): Promise<void> {
  for await (const bytes of input) {
    if (!stream.writable) return;
    if (!stream.write(bytes)) await once(stream, 'drain');
  }
  stream.end();
}

/** An engine may need a moment after the end of the output to know it. */
async function exitCode(engine: Connection, exec: Docker.Exec, call: string): Promise<number> {
  const never = new AbortController().signal;
  for (let tries = 0; ; tries += 1) {
    const { ExitCode, Running: isRunning } = await engine.call(call, never, (_, abortSignal) =>
      exec.inspect({ abortSignal }),
    );
    if (ExitCode !== null && !isRunning) return ExitCode;
    if (tries === 40) throw new SmolfaasError('engine-error', { call, status: 0, message: 'it reports no exit code' });
    await wait(50);
  }
}

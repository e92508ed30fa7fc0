/**
 * Build output as a source of `logs`: the lines of kind `build` that `up` has written into the log
 * file of the project, and those that another `up` writes while they are followed.
 *
 * The file is polled: events of file systems differ between systems, and none is reliable on
 * network file systems.
 *
 * Invariants:
 *  1. A line is read when it is complete.
 *  2. When the file is replaced by a new one, the old one is read to its end first.
 */
import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { StringDecoder } from 'node:string_decoder';
import { type BuildEntry, type LogSource, pause, systemCode, timeText } from '@smolfaas/core';

const POLL_MS = 250;
const CHUNK = 64 * 1024;

/** @param path of the log file, whether or not it exists */
export function buildLines(path: string): LogSource {
  let known: Place = { file: undefined, at: 0 };
  return {
    async *history(sinceMs) {
      const since = sinceMs ?? 0;
      yield* linesOf(`${path}.1`, Infinity, since);
      const file = identityOf(path);
      known = { file: file?.ino, at: Number(file?.size ?? 0) };
      yield* linesOf(path, known.at, since);
    },
    follow: (signal) => follow(path, known, signal),
  };
}

/** How far which file has been read. */
interface Place {
  readonly file: bigint | undefined;
  readonly at: number;
}

async function* linesOf(path: string, end: number, since: number): AsyncGenerator<BuildEntry, void, undefined> {
  if (end === 0 || identityOf(path) === undefined) return;
  const input = createReadStream(path, end === Infinity ? {} : { end: end - 1 });
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      const entry = buildEntryIn(line);
      if (entry !== undefined && entry.at >= since) yield entry.entry;
    }
  } catch (error) {
    // Another user's file, or removed in between: the rest of the log is still worth showing.
    if (systemCode(error) === undefined) throw error;
  }
}

async function* follow(path: string, from: Place, signal: AbortSignal): AsyncGenerator<BuildEntry, void, undefined> {
  let tail: Tail | undefined;
  let place: Place | undefined = from;
  try {
    for (;;) {
      const file = identityOf(path);
      if (file !== undefined && file.ino !== tail?.ino) {
        yield* tail?.read() ?? [];
        tail?.close();
        tail = Tail.open(path, file.ino === place?.file ? place.at : 0);
        place = undefined;
      }
      yield* tail?.read() ?? [];
      await pause(POLL_MS, signal);
    }
  } finally {
    tail?.close();
  }
}

/** An open file, and how far it was read. */
class Tail {
  private rest = '';
  private readonly decoder = new StringDecoder('utf8');
  readonly ino: bigint;
  private readonly fd: number;
  private at: number;

  private constructor(fd: number, at: number) {
    this.fd = fd;
    this.at = at;
    this.ino = fstatSync(fd, { bigint: true }).ino;
  }

  static open(path: string, at: number): Tail | undefined {
    try {
      return new Tail(openSync(path, 'r'), at);
    } catch {
      return undefined; // removed in between
    }
  }

  /** The complete lines that are new. */
  *read(): Generator<BuildEntry, void, undefined> {
    const bytes = Buffer.alloc(CHUNK);
    for (let count = 1; count > 0; ) {
      count = readSync(this.fd, bytes, 0, CHUNK, this.at);
      this.at += count;
      const lines = (this.rest + this.decoder.write(bytes.subarray(0, count))).split('\n');
      this.rest = lines.pop() ?? '';
      for (const line of lines) {
        const found = buildEntryIn(line);
        if (found !== undefined) yield found.entry;
      }
    }
  }

  close(): void {
    closeSync(this.fd);
  }
}

function identityOf(path: string): { readonly ino: bigint; readonly size: bigint } | undefined {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true }); // bigint: see lazy-file.ts
  return found?.isFile() === true ? found : undefined;
}

/** The build output in a line of the log file; undefined for any other line. Pure. */
export function buildEntryIn(line: string): { readonly entry: BuildEntry; readonly at: number } | undefined {
  if (!line.includes('"type":"build"')) return undefined;
  try {
    const { time, function: fn, event } = JSON.parse(line);
    if (event?.type !== 'log' || typeof time !== 'number' || typeof fn !== 'string') return undefined;
    const entry = {
      type: 'build',
      function: fn,
      time: timeText(time),
      step: String(event.name),
      text: String(event.line),
    } as const;
    return { entry, at: time };
  } catch {
    return undefined; // cut off when the process ended
  }
}

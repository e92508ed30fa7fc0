/** What reaches stdout, how much is held, and that a reader may leave. */
import { PassThrough, Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { sinkTo } from '../process/sink.js';
import { MOST_PRETTY } from './body-text.js';
import { writeBody } from './write-body.js';

const JSON_TYPE = { contentType: 'application/json', length: undefined };
const TEXT_TYPE = { contentType: 'text/plain', length: undefined };

async function written(chunks: readonly (string | Buffer)[], isTerminal: boolean, kind = JSON_TYPE) {
  const stdout = new PassThrough({ highWaterMark: 1e9 });
  const body = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const result = await writeBody(body, kind, { sink: sinkTo(stdout), isTerminal });
  return { text: String(stdout.read() ?? ''), ...result };
}

it('indents JSON on a terminal only', async () => {
  expect((await written(['{"a"', ':1}'], true)).text).toBe('{\n  "a": 1\n}\n');
  expect((await written(['{"a"', ':1}'], false)).text).toBe('{"a":1}');
  expect((await written(['a'], true, TEXT_TYPE)).text).toBe('a\n');
});

it('shows no bytes on a terminal', async () => {
  expect(await written([Buffer.from([0, 1]), 'x'], true, TEXT_TYPE)).toMatchObject({
    text: '',
    isHidden: true,
    bytes: 3,
  });
});

it('holds JSON of unknown length up to a limit, then prints it as it comes', async () => {
  const stdout = new PassThrough({ highWaterMark: 1e9 });
  const half = Buffer.alloc(MOST_PRETTY / 2, '1');
  let taken = 0;
  const shown: number[] = [];
  async function* endless() {
    for (;;) {
      taken += 1;
      shown.push(stdout.readableLength);
      if (taken > 4) return;
      yield half;
    }
  }
  const { bytes } = await writeBody(Readable.from(endless(), { highWaterMark: 1 }), JSON_TYPE, {
    sink: sinkTo(stdout),
    isTerminal: true,
  });
  expect(bytes).toBe(2 * MOST_PRETTY);
  expect(shown.at(-1)).toBeGreaterThan(MOST_PRETTY);
});

it('stops reading when the reader of stdout has left', async () => {
  const stdout = new PassThrough();
  stdout.resume();
  let taken = 0;
  async function* endless() {
    for (;;) {
      taken += 1;
      if (taken === 3) stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      yield Buffer.from('line\n');
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const body = Readable.from(endless());
  expect(await writeBody(body, TEXT_TYPE, { sink: sinkTo(stdout), isTerminal: false })).toMatchObject({ isCut: true });
  expect(body.destroyed).toBe(true);
});

/** Reading continues where it ended, to the line. */
import { expect, test } from 'vitest';
import type { LogLine, LogRequest } from '../../contract/function-manager.js';
import { LogPosition } from './position.js';

const lines: LogLine[] = [];
const print = (second: number, text: string) =>
  lines.push({ stream: 'stdout', time: `2026-11-30T12:00:0${second}.000000000Z`, text });

/** As an engine does: everything since a time, including that time. */
const engine = {
  async *logs(_id: string, { since = '', tail = Infinity }: LogRequest) {
    yield* lines.filter(({ time }) => time >= since).slice(-tail);
  },
};

test('no line is lost or read twice, also when several have the same time', async () => {
  const position = new LogPosition();
  const read = async (request: Partial<LogRequest> = {}) => {
    const texts: string[] = [];
    for await (const { text } of position.read(engine, 'c', { follow: false, ...request }, AbortSignal.timeout(1000)))
      texts.push(text);
    return texts;
  };
  expect(await read()).toEqual([]);
  print(1, 'a');
  print(2, 'b');
  print(2, 'c');
  expect(await read({ tail: 2 })).toEqual(['b', 'c']);
  print(2, 'd');
  print(3, 'e');
  expect(await read({ tail: 1 })).toEqual(['d', 'e']);
  expect(await read()).toEqual([]);
});

/** What of a function's output reaches a terminal or a pipe. */
import { expect, it } from 'vitest';
import { safeOutput } from './safe-output.js';

it.each([
  ['plain\ttext', 'plain\ttext', 'plain\ttext'],
  ['\u001b[31mred\u001b[0m done', '\u001b[31mred\u001b[0m done\u001b[0m', 'red done'],
  ['\u001b[2J\u001b[Hcleared', 'cleared', 'cleared'],
  ['\u001b]0;title\u0007after', 'after', 'after'],
  ['\u001b[38;5;196mleft on', '\u001b[38;5;196mleft on\u001b[0m', 'left on'],
  ['10 %\r100 %', '100 %', '100 %'],
  ['a\u0000b\u202e', 'a\\x00b\\u202e', 'a\\x00b\\u202e'],
  ['\u001b[1mbold\u001b[5;5H', '\u001b[1mbold\u001b[0m', 'bold'],
])('%j', (line, onTerminal, inPipe) => {
  expect(safeOutput(line, true)).toBe(onTerminal);
  expect(safeOutput(line, false)).toBe(inPipe);
});

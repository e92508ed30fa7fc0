/** Where the command of `exec` begins. */
import { expect, it } from 'vitest';
import { splitCommand } from './split-command.js';

const split = (line: string) => {
  const { own, command } = splitCommand(line.split(' '), (flag) => ['--user', '-u', '-d'].includes(flag));
  return [own.join(' '), command.join(' ')];
};

it.each([
  ['web', 'web', ''],
  ['web ls -l /', 'web', 'ls -l /'],
  ['-d x web --user 0 ls --user', '-d x web --user 0', 'ls --user'],
  ['--user=0 web ls', '--user=0 web', 'ls'],
  ['web -- -x --json', 'web', '-x --json'],
  ['web -- ls -- a', 'web', 'ls -- a'],
  ['web sh -- a', 'web', 'sh -- a'],
  ['web -', 'web', '-'],
])('%s', (line, own, command) => {
  expect(split(line)).toEqual([own, command]);
});

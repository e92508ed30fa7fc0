/** Words move behind the command exactly when oclif would otherwise take a flag for the command. */
import { describe, expect, it } from 'vitest';
import { commonFlags } from '../flags/common.js';
import { commandFirst, lacksCommand, VALUE_FLAGS } from './command-first.js';

const moved = (line: string) => commandFirst(line === '' ? [] : line.split(' ')).join(' ');

describe('commandFirst', () => {
  it.each([
    ['up -d ./fns', 'up -d ./fns'],
    ['-d ./fns up', 'up -d ./fns'],
    ['--addr x up', 'up --addr x'],
    ['--addr=x up', 'up --addr=x'],
    ['-a x up', 'up -a x'],
    ['-ax up', 'up -ax'],
    ['-a=x up', 'up -a=x'],
    ['-d up up', 'up -d up'],
    ['--bind 127.0.0.1 --bind ::1 -d ./fns up --verbose', 'up --bind 127.0.0.1 --bind ::1 -d ./fns --verbose'],
    ['-n net down fn-a --force', 'down fn-a -n net --force'],
    ['--verbose down fn-a fn-b', 'down fn-a fn-b --verbose'],
    ['--json check', 'check --json'],
    ['--json runtimes new zig', 'runtimes new zig --json'],
    ['-n one down fn-a -n two -- -x', 'down fn-a -n one -n two -- -x'],
    ['-d ./fns invoke web /x -d data', 'invoke web /x --functions-dir ./fns -d data'],
    ['-d./fns invoke web', 'invoke web --functions-dir=./fns'],
    ['-d=./fns invoke web', 'invoke web --functions-dir=./fns'],
    ['-d ./fns exec web ls -l', 'exec -d ./fns web ls -l'],
    ['--verbose exec', 'exec --verbose'],
    ['-d ./fns run -- ls -l', 'run -d ./fns -- ls -l'],
    ['--nonsense up', 'up --nonsense'],
    ['--nonsense=1 up', 'up --nonsense=1'],
  ])('%s', (line, expected) => {
    expect(moved(line)).toBe(expected);
  });

  it.each(['', '--help', '--version', '-d ./fns', '-d ./fns --help', '-- up', '-d'])('leaves %j as it is', (line) => {
    expect(moved(line)).toBe(line);
  });

  it('keeps values with blanks in one piece', () => {
    expect(commandFirst(['-d', './my functions', 'up'])).toEqual(['up', '-d', './my functions']);
  });

  it('knows every flag that takes a value, and its letter', () => {
    const real = Object.entries(commonFlags)
      .filter(([, flag]) => flag.type === 'option')
      .map(([name, flag]) => [name, flag.char]);
    expect(VALUE_FLAGS).toStrictEqual(Object.fromEntries(real)); // also the flags without a letter
  });

  it('notices that there is no command at all', () => {
    const lacking = [['-d', './fns'], ['--json'], ['--', 'up']].map(lacksCommand);
    expect(lacking).toEqual([true, true, true]);
    const fine = [[], ['up'], ['-d', 'x', 'up'], ['--help'], ['-d', 'x', '--help'], ['--version']].map(lacksCommand);
    expect(fine).not.toContain(true);
  });
});

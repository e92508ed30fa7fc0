import { expect, test } from 'vitest';
import { ask, isInstalled, run } from './command.mjs';

test('gives stdout, and takes arguments as they are', async () => {
  expect(await run('printf', ['%s', '$HOME; a b'])).toBe('$HOME; a b');
});

test('a failure names the command, the code and what the program said', async () => {
  await expect(run('sh', ['-c', 'echo out; echo why >&2; exit 7'])).rejects.toThrow(
    /^sh -c .*\nended with code 7\nout\nwhy$/s,
  );
});

test('a program that is missing, and one that is cancelled, fail as well', async () => {
  await expect(run('no-such-program-here', [])).rejects.toThrow('ENOENT');
  const signal = AbortSignal.timeout(50);
  await expect(run('sleep', ['20'], { signal })).rejects.toThrow('aborted');
});

test('asks quick questions', () => {
  expect(ask('echo', ['yes'])).toBe('yes');
  expect(ask('false', [])).toBeUndefined();
  expect(isInstalled('sh')).toBe(true);
  expect(isInstalled('no-such-program-here')).toBe(false);
});

/** Commands of secrets, as real processes. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runSecretCommand, type SecretCommand } from './secret-command.js';

const dir = mkdtempSync(join(tmpdir(), 'smolfaas-command-'));
afterAll(() => rmSync(dir, { recursive: true }));

const never = new AbortController().signal;
const variables = { PATH: process.env['PATH'], NAME: 'world' };

const shell = (script: string, timeoutMs = 10_000): SecretCommand => ({
  kind: 'command',
  argv: ['/bin/sh', '-c', script],
  text: script,
  cwd: dir,
  timeoutMs,
});

/** Whether a process of this id still runs. */
function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

const run = async (command: SecretCommand) => {
  const { stdout, output, fault } = await runSecretCommand(command, variables, never);
  return { stdout: String(stdout), output, ...(fault && { fault }) };
};

test('its output is the value; it runs in its directory, with the environment', async () => {
  expect(await run(shell('pwd; echo "hello $NAME"; echo note >&2'))).toEqual({
    stdout: `${dir}\nhello world\n`,
    output: ['note'],
  });
});

test('a list is run without a shell', async () => {
  const list = { ...shell(''), argv: ['echo', '$NAME', '; exit 1'], text: 'echo' };
  expect(await run(list)).toEqual({ stdout: '$NAME ; exit 1\n', output: [] });
});

describe('a fault', () => {
  test('of the exit code comes with the last lines of its errors', async () => {
    const script = 'seq 1 30 >&2; exit 7';
    const output = Array.from({ length: 10 }, (_, at) => String(at + 21));
    const fault = { code: 'command-failed', command: script, exitCode: 7 };
    expect(await run(shell(script))).toEqual({ stdout: '', output, fault });
  });

  test('of a program that does not exist', async () => {
    const fault = { code: 'command-missing', command: 'x', errno: 'ENOENT' };
    expect(await run({ ...shell('x'), argv: ['no-such-program-here'] })).toEqual({ stdout: '', output: [], fault });
  });

  test('of a signal', async () => {
    const script = 'kill -TERM $$';
    expect(await run(shell(script))).toMatchObject({ fault: { code: 'command-failed', signal: 'SIGTERM' } });
  });

  test('of output that does not end', async () => {
    expect(await run(shell('yes'))).toMatchObject({ fault: { code: 'too-large', limitBytes: 1 << 20 } });
  });

  test('of time kills it with its children', async () => {
    const script = 'sleep 60 & echo $! > child; wait';
    const begin = performance.now();
    const result = await run(shell(script, 1000));
    expect(result).toMatchObject({ fault: { code: 'command-timeout', command: script, seconds: 1 } });
    expect(performance.now() - begin).toBeLessThan(8_000);
    const child = Number(readFileSync(join(dir, 'child'), 'utf8'));
    await expect.poll(() => isAlive(child)).toBe(false);
  });
});

test('an interrupt kills it', async () => {
  const stopping = new AbortController();
  const script = 'echo $$ > self; sleep 60';
  const running = runSecretCommand(shell(script), variables, stopping.signal);
  await expect.poll(() => existsSync(join(dir, 'self'))).toBe(true);
  stopping.abort(new Error('stopped'));
  await expect(running).rejects.toThrow('stopped');
});

test('a process that it leaves behind does not hold it up, and lives on', async () => {
  const begin = performance.now();
  expect(await run(shell('sleep 30 & echo $! > agent; echo value'))).toMatchObject({ stdout: 'value\n' });
  expect(performance.now() - begin).toBeLessThan(10_000);
  const agent = Number(readFileSync(join(dir, 'agent'), 'utf8'));
  expect(isAlive(agent)).toBe(true);
  process.kill(agent, 'SIGKILL');
});

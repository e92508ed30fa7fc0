/**
 * Signals, in separate processes: the first aborts the run, the second ends the process, and so
 * does a run that does not end in time. Needs `tsc -b` first.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

const built = (path: string) => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);

/**
 * Prints `ready`, then `heard` for the first signal; `after` is the code that runs when the run is
 * aborted.
 */
function start(after: string): ChildProcess {
  const code = `
    import { listenForSignals } from ${built('session/signals.js')};
    const hold = setInterval(() => {}, 1000);
    const { signal, stop } = listenForSignals(() => console.log('heard'));
    signal.addEventListener('abort', () => { ${after} });
    console.log('ready');`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function says(child: ChildProcess, word: string): Promise<void> {
  const [chunk] = await once(child.stdout ?? child, 'data');
  expect(String(chunk)).toContain(word);
}

describe('listenForSignals', { timeout: 15_000 }, () => {
  it('aborts with an interruption that names the signal, and lets the run end by itself', async () => {
    const child = start(
      'console.log(JSON.stringify(signal.reason.facts)); stop(); clearInterval(hold); process.exitCode = 7;',
    );
    await says(child, 'ready');
    child.kill('SIGTERM');
    await says(child, '{"signal":"SIGTERM"}');
    expect(await once(child, 'exit')).toEqual([7, null]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends at once with the second %s', async (name, code) => {
    const child = start('');
    await says(child, 'ready');
    child.kill(name);
    await says(child, 'heard');
    const since = Date.now();
    child.kill(name);
    expect(await once(child, 'exit')).toEqual([code, null]);
    expect(Date.now() - since).toBeLessThan(1000);
  });

  it('ends a run that does not', async () => {
    const child = start('');
    await says(child, 'ready');
    const since = Date.now();
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(Date.now() - since).toBeGreaterThan(4500);
  });
});

/**
 * Errors that no code awaits reach the one handler. Each case is a separate process. Needs `tsc -b`
 * first.
 */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const built = JSON.stringify(new URL('../../dist/process/uncaught.js', import.meta.url).href);

it.each([
  ['a thrown error', 'setTimeout(() => { throw new Error("lost"); });'],
  ['a rejection', 'void Promise.reject(new Error("lost"));'],
])('%s ends in a sentence, not in a trace', (_, code) => {
  const program = `import { listenForUncaught } from ${built};
    listenForUncaught((error) => { console.error('heard', error.message); process.exit(9); }); ${code}
    setInterval(() => {}, 1000);`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([9, 'heard lost\n']);
});

it('stops listening', () => {
  const program = `import { listenForUncaught } from ${built};
    listenForUncaught(() => process.exit(9))(); throw new Error('lost');`;
  expect(spawnSync(process.execPath, ['--input-type=module', '-e', program]).status).toBe(1);
});

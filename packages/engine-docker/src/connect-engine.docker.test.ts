import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/**
 * Runs the built package in its own process: modules loaded or handles left open by the test
 * process would hide what is checked here. Needs `tsc -b packages/engine-docker`, as every run of
 * the product does.
 */
const door = fileURLToPath(new URL('../dist/index.js', import.meta.url));

async function runIn(
  script: string,
  env: Record<string, string> = {},
): Promise<{ readonly out: string; readonly ms: number }> {
  expect(existsSync(door), `${door} is not built`).toBe(true);
  const began = performance.now();
  const source = `import { connectEngine } from ${JSON.stringify(door)};\n${script}`;
  const options = { env: { PATH: process.env.PATH, ...env }, timeout: 30_000 };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source], options);
  return { out: stdout.trim(), ms: performance.now() - began };
}

it('lets the process end by itself after close', async () => {
  const { out } = await runIn(`
    const engine = await connectEngine({ env: {}, home: '/nonexistent' });
    const seen = await engine.observe({ containerNames: [], networkName: 'none', volumeNames: [] }, AbortSignal.timeout(9000));
    console.log(seen.engine.endpoint);
    engine.close();
  `);
  expect(out).toBe('unix:///var/run/docker.sock');
});

it('passes the address on to everything, and says where nothing answers', async () => {
  const { out } = await runIn(`
    await connectEngine({ env: {}, home: '/nonexistent', dockerHost: 'unix:///nonexistent.sock' }).catch((error) => {
      console.log(error.code, error.facts.endpoint);
    });
  `);
  expect(out).toBe('engine-unreachable unix:///nonexistent.sock');
});

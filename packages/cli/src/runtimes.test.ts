/** `smolfaas runtimes` as a process, with installed, linked, duplicate and broken plug-ins. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addPlugIns, type AddedPlugIn, MODULE } from './testing/added-plug-ins.js';
import { moduleSpy } from './testing/module-spy.js';
import { runCli } from './testing/run-cli.js';

const SLOW = { timeout: 20_000 };

function plugIn(name: string, id: string, more: { type?: AddedPlugIn['type']; detects?: unknown } = {}): AddedPlugIn {
  const { type = 'user', detects = [`${id}.toml`] } = more;
  return { name, version: '2.0.0', type, smolfaas: { contract: 1, runtimes: [{ id, module: MODULE, detects }] } };
}

const ALL = [
  plugIn('@acme/node-next', 'node', { detects: ['package.json'] }),
  plugIn('@acme/other-node', 'node'),
  plugIn('rusty', 'rust', { type: 'link', detects: ['Cargo.toml', 'rust-*.toml'] }),
  plugIn('@smolfaas/runtime-go', 'go', { detects: ['go.mod'] }),
  plugIn('broken-one', 'ada', { detects: [] }),
  { name: 'from-tomorrow', version: '9.0.0', type: 'user', smolfaas: { contract: 2, runtimes: [] } },
] as const;

/** The CLI's own version changes with every release, those of the plug-ins above do not. */
const stable = (text: string): string =>
  text.replaceAll(/\d+\.\d+\.\d+/g, (version) => (/^[29]\.0\.0$/.test(version) ? version : 'x.y.z'));

describe('smolfaas runtimes', SLOW, () => {
  it.each<[string, readonly AddedPlugIn[]]>([
    ['bundled', []],
    ['added', ALL],
  ])('prints the table: %s', async (name, plugIns) => {
    const { code, stdout, stderr } = await runCli(['runtimes'], addPlugIns(plugIns));
    expect(code).toBe(0);
    const screen = `${stable(stdout)}--- stderr\n${stable(stderr)}`;
    await expect(screen).toMatchFileSnapshot(join('__golden__', `runtimes-${name}.txt`));
  });

  it('says the same under --json, faults included, and nothing on stderr', async () => {
    const { code, stdout, stderr } = await runCli(['runtimes', '--json'], addPlugIns(ALL));
    expect([code, stderr]).toEqual([0, '']);
    const { runtimes, broken } = JSON.parse(stdout);
    expect(runtimes.map((one: { id: string; from: string }) => `${one.id} ${one.from}`)).toEqual([
      'dockerfile bundled',
      'python bundled',
      'go installed',
      'node installed',
      'rust linked',
    ]);
    expect(runtimes[3]).toMatchObject({
      package: '@acme/node-next',
      version: '2.0.0',
      detects: ['package.json'],
      precedence: 1000,
      root: expect.stringMatching(/node_modules\/@acme\/node-next$/),
      replaces: expect.stringMatching(/^@smolfaas\/runtime-node@/),
    });
    expect(broken.map((one: { facts: { package: string } }) => one.facts.package)).toEqual([
      'broken-one',
      'from-tomorrow',
      '@acme/other-node',
    ]);
  });

  it('opens no plug-in, no engine and none of their libraries', async () => {
    const { options, loaded } = moduleSpy();
    expect((await runCli(['runtimes'], addPlugIns(ALL), options)).code).toBe(0);
    const UNNEEDED =
      /never-imported|packages\/(engine-docker|buildkit|runtime-\w+)\/dist|dockerode|grpc-js|better-sqlite3|undici|\/pino\//;
    const lines = loaded().split('\n');
    expect(lines.some((line) => line.includes('dist/runtimes/discover.js'))).toBe(true);
    expect(lines.filter((line) => UNNEEDED.test(line) && !line.endsWith('/package.json'))).toEqual([]);
  });
});

describe('a runtime that replaces a bundled one', SLOW, () => {
  it.each(['up', 'check'])('is announced by %s before anything is done', async (verb) => {
    const { code, stderr } = await runCli([verb], addPlugIns(ALL));
    expect(code).toBe(3); // no engine in this environment: the notice does not wait for one
    expect(stderr).toContain('warning: runtime node is @acme/node-next@2.0.0 (installed) in place of the bundled');
    expect(stderr).toContain('warning: runtime go is @smolfaas/runtime-go@2.0.0 (installed) in place of the bundled');
  });
});

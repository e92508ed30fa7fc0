/**
 * Fresh or not fresh: every answer names the version that gave it, reports carry content hash and generation, and
 * `smolfaas wait` returns only when a version serves.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeFunction } from './harness/functions.js';
import { TestProject } from './harness/project.js';

interface Version {
  readonly function: string;
  readonly contentHash: string;
  readonly generation: number;
}

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  await project.write('fn', nodeFunction('one'));
});
afterAll(() => project.dispose());

const header = async () => (await project.call('/invoke/fn')).headers['smolfaas-version'];
const versionIn = (stdout: string): Version => {
  const { functions } = JSON.parse(stdout) as { functions: Version[] };
  const [fn] = functions;
  if (fn === undefined) throw new Error(`no function in ${stdout}`);
  return fn;
};
const shown = ({ contentHash, generation }: Version) => `${contentHash.slice(0, 12)}-g${generation}`;

it('the header, up --json, check --json and wait agree', async () => {
  const up = versionIn((await project.expectRun(0, 'up', '--json')).stdout);
  expect(up).toMatchObject({ generation: 1, contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await header()).toBe(shown(up));
  const check = versionIn((await project.expectRun(0, 'check', '--json')).stdout);
  expect(check).toMatchObject({ contentHash: up.contentHash, generation: 1 });
  expect((await project.expectRun(0, 'wait', 'fn')).stdout).toBe(`fn serves ${shown(up)}\n`);
});

it('wait returns only when the edited source serves', async () => {
  await project.write('fn', nodeFunction('two'));
  const early = await project.expectRun(1, 'wait', 'fn', '--timeout', '1');
  expect(early.stderr).toMatch(/"fn" does not serve version [0-9a-f]{12} after 1 s; it serves [0-9a-f]{12}-g1/);
  const waiting = project.start('wait', 'fn', '--json');
  const up = versionIn((await project.expectRun(0, 'up', '--json')).stdout);
  const { code, stdout } = await waiting.result;
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    { function: 'fn', version: shown(up), contentHash: up.contentHash, generation: 2 },
  ]);
  expect(await project.invoke('fn')).toMatchObject({ version: 'two' });
  await project.expectRun(0, 'wait', 'fn', '--for', (await header()) as string);
  await project.expectRun(2, 'wait', 'fn', '--for', 'latest');
  await project.expectRun(2, 'wait');
  await project.expectRun(2, 'wait', 'nobody');
});

it('the header can be switched off, and the name of the upstream never leaves the router', async () => {
  await project.expectRun(0, 'up', '--no-version-header');
  const { headers } = await project.call('/invoke/fn');
  expect(headers).not.toHaveProperty('smolfaas-version');
  expect(JSON.stringify(headers)).not.toContain(project.id);
  expect((await project.expectRun(1, 'check')).stdout).toContain('✗ Router does not name versions in answers');
  await project.expectRun(0, 'up');
  expect(await header()).toMatch(/^[0-9a-f]{12}-g2$/);
});

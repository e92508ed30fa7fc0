/**
 * Tests the engine suite itself. A good runtime passes, and each broken one fails exactly the check
 * for its fault, with a helpful message. The last test fails for a check without a broken runtime
 * here.
 */
import { homedir } from 'node:os';
import type { RecipeInput, RuntimeHandler } from '@smolfaas/core';
import { connectEngine } from '@smolfaas/engine-docker';
import { afterAll, describe, expect, it } from 'vitest';
import type { ConformanceSubject } from '../conformance/subject.js';
import { failures } from '../failures.test.fixture.js';
import { runtimeEngineConformance } from './engine-conformance.js';
import { config, files, handler, type Parts, recipeOf, server, subject } from './good-server.test.fixture.js';

const engine = await connectEngine({ env: process.env, home: homedir() });
/** Names of the runs, read from their networks. */
const runs: string[] = [];
const ensure: typeof engine.networks.ensure = (name, ...rest) => {
  runs.push(name);
  return engine.networks.ensure(name, ...rest);
};
const tools = { engine: { ...engine, networks: { ...engine.networks, ensure } }, readyTimeoutMs: 3_000 };
afterAll(() => engine.close());

const failuresOf = (broken: Partial<ConformanceSubject>) =>
  failures(runtimeEngineConformance({ ...subject, ...broken }, tools));

const withRecipe = (recipe: RuntimeHandler['recipe']) => ({ handler: { ...handler, recipe } });
const withParts = (parts: Parts) => withRecipe((input: RecipeInput) => recipeOf(input, parts));
const withServer = (text: string) => ({
  examples: [{ name: 'small', files: { ...files, 'main.lisp': text }, source: 'main.lisp' }],
});

let calls = 0;
const counter = withRecipe((input) => recipeOf(input, { config: { ...config, Labels: { calls: String(calls++) } } }));

const BROKEN: readonly [check: string, fault: string, broken: Partial<ConformanceSubject>, says: RegExp][] = [
  [
    'engine: builds every example',
    'an install that fails',
    withParts({ install: 'echo no such library; exit 3' }),
    /"small" is not built: build-step-failed[^]*"step": "install"[^]*no such library/,
  ],
  ['engine: the same source gives the same image', 'a counter', counter, /two images: put no time, chance or counter/],
  [
    'engine: a source edit leaves dependency steps cached',
    'manifests that are all files',
    withParts({ include: ['**'] }),
    /step "install".*ran again after an edit.*only local\('manifests'\)/,
  ],
  [
    'engine: a source edit builds without network',
    'a compiler that wants a network',
    withParts({ compile: 'cp main.lisp compiled; ls /sys/class/net | grep -v lo' }),
    /cannot be built without network after an edit: fetch all[^]*"step": "compile"/,
  ],
  [
    'engine: answers on port 8000',
    'another port',
    withServer(server('', 3000)),
    /does not answer on 0.0.0.0:8000: not-ready[^]*"port": 3000/,
  ],
  [
    'engine: runs as the user of its image',
    'root',
    withParts({ config: { ...config, User: '0:0' } }),
    /runs as root: set a numeric User/,
  ],
  [
    'engine: ends at SIGTERM',
    'a deaf server',
    withServer(server("process.on('SIGTERM', () => {});")),
    /went on for \d+\.\d s after SIGTERM.*let it end at SIGTERM/,
  ],
  [
    'engine: answers with a read-only root',
    'a file beside the program',
    withServer(server("require('fs').writeFileSync('/data/log', '');")),
    /answers only where it can write to its root[^]*EROFS/,
  ],
];

describe('the conformance suite on an engine', () => {
  it('passes a good runtime, and leaves nothing behind', async () => {
    expect(await failuresOf({})).toEqual({});
    const run = runs.at(-1)!;
    expect(run).toMatch(/^smolfaas-test-/);
    expect(await namesWith(run)).toEqual([]);
  });

  it.each(BROKEN)('%s: fails for %s, alone and in words', async (check, _, broken, says) => {
    const failed = await failuresOf(broken);
    expect(Object.keys(failed)).toEqual([check]);
    expect(failed[check]).toMatch(says);
  });

  it('has a broken runtime for every check', () => {
    const { checks } = runtimeEngineConformance(subject, tools);
    expect(new Set(BROKEN.map(([check]) => check))).toEqual(new Set(checks.map(({ name }) => name)));
  });
});

/** Everything on the engine with this name. */
async function namesWith(run: string): Promise<readonly string[]> {
  const scope = { containerNames: [], networkName: run, volumeNames: [`${run}-router-data`] };
  const seen = await engine.observe(scope, AbortSignal.timeout(30_000));
  const names = [
    ...seen.containers.map(({ name }) => name),
    ...seen.images.flatMap(({ tags }) => tags),
    ...seen.networks.map(({ name }) => name),
    ...seen.volumes.map(({ name }) => name),
  ];
  return names.filter((name) => name.startsWith(run));
}

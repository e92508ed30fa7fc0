/**
 * Every shape of function, in one `up`: what people have, as they have it, beside what is not supported and has to say so.
 *
 * The folders are the test: a new function in e2e/corpus or e2e/corpus-refused is picked up as it is (harness/corpus.ts).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyInto, lockedHosts, refusedFunctions, soundFunctions } from './harness/corpus.js';
import type { CliResult } from './harness/cli.js';
import { expectAnswers } from './harness/exchanges.js';
import { fullOr } from './harness/length.js';
import { TestProject } from './harness/project.js';

interface Outcome {
  readonly function: string;
  readonly status: string;
  readonly built: boolean;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
}

const corpus = await soundFunctions();
/** The short form takes every third one. */
const sound = fullOr(
  corpus,
  corpus.filter((_, at) => at % 3 === 0),
);
const refused = await refusedFunctions();
/** From empty caches on two cores; a build waits for its turn inside of it. */
const FIRST_UP_MS = 600_000;

const outcomesOf = ({ stdout }: CliResult): Map<string, Outcome> => {
  const { functions } = JSON.parse(stdout) as { functions: readonly Outcome[] };
  return new Map(functions.map((outcome) => [outcome.function, outcome]));
};

describe('the corpus', () => {
  let project: TestProject;
  let outcomes: Map<string, Outcome>;

  beforeAll(async () => {
    project = await TestProject.create();
    project.timeoutMs = FIRST_UP_MS;
    await copyInto(project, [...sound, ...refused]);
    const limits = ['--build-timeout', '300', '--ready-timeout', '90'];
    outcomes = outcomesOf(await project.expectRun(1, 'up', '--json', ...limits));
  }, FIRST_UP_MS);
  afterAll(() => project.dispose());

  it('holds at least 40 functions that work and 8 that are refused', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(40);
    expect(refused.length).toBeGreaterThanOrEqual(8);
    expect(outcomes.size).toBe(sound.length + refused.length);
  });

  it('has lock files that name public registries only', async () => {
    const hosts = new Set((await Promise.all([...corpus, ...refused].map(({ dir }) => lockedHosts(dir)))).flat());
    expect([...hosts].sort()).toEqual([
      'https://files.pythonhosted.org',
      'https://pypi.org',
      'https://registry.yarnpkg.com',
    ]);
  });

  it.each(sound)('$name starts and answers', async ({ name, expected }) => {
    const { status, built, error } = outcomes.get(name) ?? {};
    expect({ status, built, error }).toEqual({ status: 'started', built: true });
    await expectAnswers(project, name, expected);
  });

  it.each(refused)('$name is refused in words', ({ name, expected }) => {
    const { status, built, error } = outcomes.get(name) ?? {};
    expect({ status, built, error }).toEqual({
      status: 'failed',
      built: false,
      error: expect.objectContaining(expected),
    });
  });

  it('a second up builds nothing and replaces nothing', async () => {
    const before = (await project.containers()).map(({ Id }) => Id).sort();
    const second = outcomesOf(await project.expectRun(1, 'up', '--json'));
    for (const { name } of sound) expect(second.get(name)).toMatchObject({ status: 'unchanged', built: false });
    for (const { name } of refused) expect(second.get(name)?.error?.message).toBe(outcomes.get(name)?.error?.message);
    expect((await project.containers()).map(({ Id }) => Id).sort()).toEqual(before);
  });
});

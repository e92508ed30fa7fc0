/**
 * What `up` reports about a build step that fails, and about a new container that does not answer.
 * The runtime adds hints for both, by what they print.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InstalledRuntime } from '../contract/installed-runtime.js';
import type { FailureHint } from '../contract/runtime.js';
import { makeProject, type Project, textRuntime } from '../fakes/context.test.fixture.js';
import { up } from './up.js';

let project: Project;
beforeEach(() => {
  project = makeProject();
  project.write('a', 'one');
});
afterEach(() => project.close());

/** The runtime of these tests, with hints in its recipes. */
function withHints(hints: {
  failureHints?: readonly FailureHint[];
  outputHints?: readonly FailureHint[];
}): InstalledRuntime {
  const plain = textRuntime('text', 'main.txt');
  const load: InstalledRuntime['load'] = async () => {
    const handler = await plain.load();
    return { ...handler, recipe: (input) => ({ ...handler.recipe(input), ...hints }) };
  };
  return { ...plain, load };
}

async function failureOfA(readyTimeoutMs = 300) {
  const { functions } = await up(project.context({ readyTimeoutMs }));
  return functions[0]?.error;
}

test('a failed step has its decisive lines, and a hint for what it printed long before its end', async () => {
  const error = 'src/a.ts(1,14): error TS2322: no';
  const printed = ['peer of left-pad is missing', ...Array.from({ length: 100 }, (_, at) => `begin ${at}`), error];
  project.world.failingSteps.set('a', [...printed, ...Array.from({ length: 200 }, (_, at) => `end ${at}`)]);
  project.runtimes.splice(0, 1, withHints({ failureHints: [{ output: 'peer of', hint: 'add left-pad' }] }));
  const failure = await failureOfA();
  expect(failure).toMatchObject({
    code: 'build-step-failed',
    facts: { step: 'run', exitCode: 1, hint: 'add left-pad', gaps: [{ before: 0, lines: 100 }, { lines: 177 }] },
  });
  expect(failure).toHaveProperty('facts.log.1', error);
  expect(failure).toHaveProperty('facts.log.24', 'end 199');
});

test('a short output is reported as it is', async () => {
  project.world.failingSteps.set('a', ['error: one', 'two']);
  expect((await failureOfA())?.facts).toEqual({ function: 'a', step: 'run', exitCode: 1, log: ['error: one', 'two'] });
});

const LISTENS_NOT = { output: 'last words', hint: 'listen on port 8000' };

test('a container that does not answer has the hint for its output, in each run', async () => {
  project.world.behaviours.set('a', 'exits');
  project.runtimes.splice(0, 1, withHints({ outputHints: [{ output: 'x', hint: 'no' }, LISTENS_NOT] }));
  expect(await failureOfA()).toMatchObject({ code: 'not-ready', facts: { hint: 'listen on port 8000' } });
  project.newEffects();
  expect(await failureOfA()).toMatchObject({ code: 'not-ready', facts: { hint: 'listen on port 8000' } });
  expect(project.newEffects().filter((effect) => effect.startsWith('build'))).toEqual([]);
});

test('hints for builds are none for containers, and the other way round', async () => {
  project.world.behaviours.set('a', 'exits');
  project.runtimes.splice(0, 1, withHints({ failureHints: [LISTENS_NOT] }));
  expect((await failureOfA())?.facts).not.toHaveProperty('hint');
  project.write('a', 'two!');
  project.world.failingSteps.set('a', ['last words']);
  project.runtimes.splice(0, 1, withHints({ outputHints: [LISTENS_NOT] }));
  expect((await failureOfA())?.facts).not.toHaveProperty('hint');
});

/**
 * Frameworks that serve HTTP after `build`, as their own starters make them, with the real packages.
 *
 * The folders are the test: a new one in e2e/frameworks is picked up as it is. They have no lock files: those would be hundreds of
 * kilobytes, and what matters is the shape. The short form takes one of them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyInto, frameworkFunctions } from './harness/corpus.js';
import { expectAnswers } from './harness/exchanges.js';
import { fullOr } from './harness/length.js';
import { TestProject } from './harness/project.js';

const all = await frameworkFunctions();
const taken = fullOr(
  all,
  all.filter(({ name }) => name === 'sveltekit'),
);
/** From empty caches on two cores. */
const FIRST_UP_MS = 900_000;

describe('frameworks', () => {
  let project: TestProject;

  beforeAll(async () => {
    project = await TestProject.create();
    project.timeoutMs = FIRST_UP_MS;
    await copyInto(project, taken);
    await project.expectRun(0, 'up', '--build-timeout', '800', '--ready-timeout', '90');
  }, FIRST_UP_MS);
  afterAll(() => project.dispose());

  it('there are at least eight', () => {
    expect(all.length).toBeGreaterThanOrEqual(8);
  });

  it.each(taken)('$name answers', async ({ name, expected }) => {
    await expectAnswers(project, name, expected);
  });

  it('an edit of a source installs nothing', async () => {
    for (const { name } of taken) await project.write(name, { 'NOTES.md': 'edited\n' });
    const { stderr } = await project.expectRun(0, 'up', '--build-timeout', '800');
    const installs = stderr.split('\n').filter((line) => /#\d+ npm (install|ci)/.test(line));
    expect(installs.filter((line) => !line.endsWith(' cached'))).toEqual([]);
    expect(installs.length).toBeGreaterThanOrEqual(taken.length);
  });
});

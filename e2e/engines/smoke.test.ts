/**
 * One function on every engine of the catalog that is made in seconds, by every builder that can build for it: the whole life that a user
 * gives it. In the short form on three of them, by the first builder of each.
 *
 * The engine of this machine is the shared one. The others are started for this file, each in a room of its own
 * (harness/throwaway-engine.ts). Which engine does what else is the matter of `npm run test:engines`.
 */
import { stat } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { QUICK_ENGINES } from '../../tools/engines/catalog.mjs';
import { nodeFunction } from '../harness/functions.js';
import { fullOr } from '../harness/length.js';
import { TestProject } from '../harness/project.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';
import { baseImages, builderImages } from '../harness/throwaway/base-images.js';

/** Those that differ most from each other: in the short form one of Docker's own stores, containerd's, and Podman. */
const SAMPLE = ['docker-host', 'docker-28.5-containerd', 'podman-4.3'];
const TRIED = QUICK_ENGINES.filter(({ id }) => fullOr(true, SAMPLE.includes(id)));

describe.each(TRIED)('$title', ({ id, root, builders }) => {
  let engine: ThrowawayEngine | undefined;
  beforeAll(async () => {
    if (root === undefined) return;
    const bases = { ...(await baseImages()), ...(await builderImages()) };
    engine = await ThrowawayEngine.create({ kind: id, bases, ext4: true });
  });
  afterAll(() => engine?.dispose());

  describe.each(fullOr(builders, builders.slice(0, 1)))('builder %s', (builder) => {
    let project: TestProject;
    beforeEach(async () => {
      project = await TestProject.create();
      project.env = { SMOLFAAS_BUILDER: builder };
      await engine?.use(project);
    });
    afterEach(() => project.dispose());

    it('up, call, edit, up, nothing to do, check, down --force, nothing left', async () => {
      await project.write('hello', nodeFunction('1'));
      await project.expectRun(0, 'up');
      expect(await project.invoke('hello', '/x?y=1')).toMatchObject({ version: '1', path: '/x?y=1' });

      await project.write('hello', nodeFunction('2'));
      expect(await outcome(project)).toMatchObject({ built: true });
      expect(await project.invoke('hello')).toMatchObject({ version: '2' });
      expect(await outcome(project)).toMatchObject({ built: false, status: 'unchanged' });
      await project.expectRun(0, 'check');

      await project.expectRun(0, 'down', '--force');
      expect(await project.leftovers()).toEqual([]);
      await expect(stat(project.stateDb)).rejects.toThrow(/ENOENT/);
    });
  });
});

/** What `up` did with the one function. */
async function outcome(project: TestProject): Promise<Record<string, unknown> | undefined> {
  const { stdout } = await project.expectRun(0, 'up', '--json');
  return (JSON.parse(stdout) as { functions: Record<string, unknown>[] }).functions[0];
}

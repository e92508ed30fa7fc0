/**
 * How the engine's BuildKit is asked for, as it is heard on the wire: in the way of the engine's API, and not at all by a builder that is not the engine's.
 *
 * BuildKit without an upgrade of the connection came with API 1.53, and the upgrade is deprecated since.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineCall } from '../harness/engine.js';
import { nodeFunction } from '../harness/functions.js';
import { type Overheard, overhearEngine } from '../harness/overheard.js';
import { TestProject } from '../harness/project.js';

let project: TestProject;
let overheard: Overheard;

beforeAll(async () => {
  project = await TestProject.create();
  overheard = await overhearEngine();
  project.env = { DOCKER_HOST: overheard.address };
});
afterAll(async () => {
  await project.dispose();
  await overheard.close();
});

it('HTTP/2 at once from API 1.53 on, else the upgrade; the builder in a container leaves it alone', async () => {
  const { ApiVersion } = await engineCall<{ ApiVersion: string }>('GET', '/version');
  const ofEngine = Number(ApiVersion.split('.')[1]) < 53 ? 'upgrade' : 'h2c';
  await project.write('hello', nodeFunction('1'));
  await project.expectRun(0, 'up');
  expect(await project.invoke('hello')).toMatchObject({ version: '1' });
  expect(overheard.waysToBuildKit()).toEqual(project.settings['SMOLFAAS_BUILDER'] === 'container' ? [] : [ofEngine]);
});

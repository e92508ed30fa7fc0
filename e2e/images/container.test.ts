/**
 * What of locking and carrying images depends on the builder, with one in a container: its own image is locked, bundled and loaded like the others,
 * and on a machine without a network it builds on a base that came in the bundle. All else is the same for every builder: registry.test.ts, offline.test.ts.
 */
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { containersNamed, engineCall, engineSocket } from '../harness/engine.js';
import { TestProject } from '../harness/project.js';
import { baseImages, builderImage } from '../harness/throwaway/base-images.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';

interface Up {
  readonly functions: readonly { readonly function: string; readonly status: string; readonly built: boolean }[];
  readonly chosenBuilder?: { readonly kind: string; readonly name: string; readonly privileges: string };
}

let here: TestProject;
let there: TestProject;
let engine: ThrowawayEngine;
let builder: string;
let small: string;
/** Without root it is another image, which is not asked for here. */
const privileges = expect.stringMatching(/^(capabilities|privileged)$/);
const bundle = () => join(here.dir, 'all.tar');
const lockFile = (project: TestProject) => join(project.dir, 'smolfaas.lock');

/** No more than a small base and one step, since what counts is where both come from. */
async function write(project: TestProject, text: string): Promise<void> {
  const serve = 'CMD ["busybox", "httpd", "-f", "-p", "8000", "-h", "/srv"]';
  await project.write('page', {
    Dockerfile: `FROM ${small}\nRUN mkdir -p /srv && echo ${text} > /srv/index.html\n${serve}\n`,
  });
}

async function newProject(env: Readonly<Record<string, string>>): Promise<TestProject> {
  const project = await TestProject.create();
  Object.assign(project.env, env, { SMOLFAAS_BUILDER: 'container' });
  return project;
}

const up = async (project: TestProject, ...flags: readonly string[]) =>
  JSON.parse((await project.expectRun(0, 'up', '--locked', '--json', ...flags)).stdout) as Up;
const pageOf = async (project: TestProject) => (await project.call('/invoke/page/')).body.trim();
/** The id of the image that the project's builder runs from. */
const runsFrom = async (project: TestProject) => (await containersNamed(`${project.id}-buildkitd`))[0]?.ImageID;

beforeAll(async () => {
  const { SMOLFAAS_BASE_CADDY = '' } = await baseImages();
  const env = { ...(await builderImage()), SMOLFAAS_BASE_CADDY };
  builder = Object.values(await builderImage())[0] ?? '';
  small = await baseImage('go', 'static');
  // The second engine becomes the one that tests look at; the first machine keeps the first.
  here = await newProject({ ...env, DOCKER_HOST: `unix://${engineSocket()}` });
  await write(here, 'one');
  await here.expectRun(0, 'images', 'lock');
  here.timeoutMs = 300_000;
  there = await newProject(env);
});
afterAll(async () => {
  await there.dispose();
  await engine?.dispose();
  await here.dispose();
});

it('the builder’s image is in the lock file, and up --locked builds by it', async () => {
  expect(await readFile(lockFile(here), 'utf8')).toContain(builder);
  const { functions, chosenBuilder } = await up(here);
  expect(functions).toMatchObject([{ function: 'page', status: 'started', built: true }]);
  expect(chosenBuilder).toEqual({ kind: 'container', name: `${here.id}-buildkitd`, privileges });
  const { Id } = await engineCall<{ Id: string }>('GET', `/images/${builder}/json`);
  expect(await runsFrom(here)).toBe(Id);
});

it('a bundle brings it along: where nothing can be fetched, what was built runs, and an edit is built', async () => {
  await here.expectRun(0, 'images', 'bundle', bundle());
  engine = await ThrowawayEngine.create({ bases: {} });
  await engine.use(there);
  await write(there, 'one');
  await copyFile(lockFile(here), lockFile(there));
  await there.expectRun(0, 'images', 'load', bundle());
  expect((await up(there, '--offline')).functions).toMatchObject([{ status: 'started', built: false }]);
  expect(await runsFrom(there)).toBeUndefined();
  await write(there, 'two');
  expect((await up(there, '--offline')).functions).toMatchObject([{ status: 'updated', built: true }]);
  expect(await pageOf(there)).toBe('two');
  const { Id } = await engineCall<{ Id: string }>('GET', `/images/${builder}/json`);
  expect(await runsFrom(there)).toBe(Id);
  const { chosenBuilder } = JSON.parse((await there.expectRun(0, 'check', '--json')).stdout) as Up;
  expect(chosenBuilder).toMatchObject({ kind: 'container', name: `${there.id}-buildkitd`, privileges });
});

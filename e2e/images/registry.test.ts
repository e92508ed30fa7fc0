/**
 * Pulling, locking and building what is locked, against a real registry whose tags move. The base of a Dockerfile, the base of a runtime and
 * the router's image all come from there, and so does the builder's own, where a run of the suite is about the builder in a container.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containersNamed, engineCall } from '../harness/engine.js';
import { nodeFunction } from '../harness/functions.js';
import { pushImage } from '../harness/image-registry/push.js';
import { REGISTRY } from '../harness/image-registry/registries.js';
import { isAboutContainer, type TestProject } from '../harness/project.js';
import { builderImage } from '../harness/throwaway/base-images.js';
import { logIn, page, RIGHT, World } from '../registries/world.js';

interface Image {
  readonly reference: string;
  readonly registry?: string;
  readonly present?: { readonly digest?: string };
  readonly locked?: { readonly digest?: string };
}
interface Pulled {
  readonly images: readonly { readonly reference: string; readonly status: string; readonly now?: string }[];
}

const PAGE = `${REGISTRY.private}/base/page:1`;
const NODE = `${REGISTRY.private}/base/node:24`;
const CADDY = `${REGISTRY.private}/base/caddy:2`;
const BUILDKITD = `${REGISTRY.private}/base/buildkitd:1`;
/** All that is needed, and the one of them that a container of SmolFaaS builds by. */
const NEEDED = isAboutContainer() ? [BUILDKITD, CADDY, NODE, PAGE] : [CADDY, NODE, PAGE];
let world: World;
let project: TestProject;
let first: string;
let second: string;

const json = async <T>(code: number, ...args: readonly string[]): Promise<T> =>
  JSON.parse((await project.expectRun(code, ...args, '--json')).stdout) as T;
const images = async () => (await json<{ images: Image[] }>(0, 'images')).images;
const statuses = async (...flags: readonly string[]) => {
  const { functions } = await json<{ functions: { function: string; status: string; built: boolean }[] }>(
    0,
    'up',
    ...flags,
  );
  return functions.map((one) => `${one.function} ${one.status}${one.built ? ', built' : ''}`);
};
const lockFile = () => join(project.dir, 'smolfaas.lock');

/** Another image with the same files, as a rebuilt base would be. */
async function rebuilt(image: string): Promise<string> {
  const { Id } = await engineCall<{ Id: string }>('POST', '/containers/create', { Image: image });
  await engineCall(
    'POST',
    `/commit?container=${Id}&repo=rebuilt&tag=1&changes=${encodeURIComponent('LABEL again=yes')}`,
    {},
  );
  await engineCall('DELETE', `/containers/${Id}`);
  return 'rebuilt:1';
}

beforeAll(async () => {
  const builder = isAboutContainer() ? await builderImage() : {};
  world = await World.create(builder);
  project = await world.project();
  await world.introduce(project);
  await logIn(project, { auths: { [REGISTRY.private]: RIGHT } });
  first = await pushImage(world.small, PAGE);
  await pushImage(String(world.engine.bases['SMOLFAAS_BASE_NODE']), NODE);
  await pushImage(String(world.engine.bases['SMOLFAAS_BASE_CADDY']), CADDY);
  project.env = { ...project.env, SMOLFAAS_BASE_NODE: NODE, SMOLFAAS_BASE_CADDY: CADDY };
  for (const [variable, image] of Object.entries(builder)) {
    await pushImage(image, BUILDKITD);
    project.env[variable] = BUILDKITD;
  }
  await project.write('node', nodeFunction('1'));
  await project.write('page', page(PAGE, 'one'));
});
afterAll(() => world.dispose());

describe('what is needed', () => {
  it('is listed with its registry, and pulled with its digest', async () => {
    expect((await images()).map(({ reference, registry, present }) => [reference, registry, present])).toEqual(
      NEEDED.map((reference) => [reference, REGISTRY.private, undefined]),
    );
    const pulled = await json<Pulled>(0, 'images', 'pull', PAGE);
    expect(pulled.images).toEqual([{ reference: PAGE, status: 'pulled', now: first }]);
    expect((await images()).find(({ reference }) => reference === PAGE)?.present?.digest).toBe(first);
  });

  it('is told when a registry lacks it', async () => {
    const missing = `${REGISTRY.private}/base/none:1`;
    const { stdout } = await project.expectRun(1, 'images', 'pull', missing, PAGE);
    expect(stdout).toContain(`present  ${PAGE}`);
    expect(stdout).toContain(`✗ image ${missing}: `);
  });
});

describe('a lock file', () => {
  it('is asked for by --locked', async () => {
    expect((await project.expectRun(2, 'up', '--locked')).stderr).toContain('there is no lock file');
  });

  it('holds the digest of every image, those that were missing included, and up --locked runs by it', async () => {
    await project.expectRun(0, 'images', 'lock');
    const held = await images();
    expect(held.map(({ reference, locked }) => [reference, locked?.digest])).toEqual(
      NEEDED.map((reference) => [reference, expect.stringMatching(/^sha256:/)]),
    );
    expect(held.map(({ locked }) => locked)).toMatchObject(held.map(({ present }) => ({ digest: present?.digest })));
    expect(held.find(({ reference }) => reference === PAGE)?.locked?.digest).toBe(first);
    expect(await statuses('--locked')).toEqual(['node started, built', 'page started, built']);
    expect(await project.invoke('node')).toMatchObject({ version: '1' });
    const [router] = await containersNamed(project.routerName);
    expect(router?.Image).toMatch(/\/base\/caddy@sha256:/);
    expect(await statuses('--locked')).toEqual(['node unchanged', 'page unchanged']);
  });

  it('stays as it is when a tag moves, until an update is asked for', async () => {
    const before = await readFile(lockFile(), 'utf8');
    second = await pushImage(await rebuilt(world.small), PAGE);
    await engineCall('DELETE', `/images/${PAGE}?force=1`).catch(() => undefined);
    await project.write('page', page(PAGE, 'two'));
    expect(await statuses('--locked')).toEqual(['node unchanged', 'page updated, built']);
    expect((await images()).find(({ reference }) => reference === PAGE)?.present?.digest).toBe(first);

    const { stdout } = await project.expectRun(0, 'images', 'pull', '--update', PAGE);
    expect(stdout).toContain(`updated  ${PAGE}  ${first.slice(0, 19)} -> ${second.slice(0, 19)}`);
    expect(await readFile(lockFile(), 'utf8')).toContain(second);
    expect(await statuses('--locked')).toEqual(['node unchanged', 'page updated, built']);
    await writeFile(lockFile(), before);
  });

  it('is kept to: another image under the name stops the run, and pull gets the locked one', async () => {
    await project.write('page', page(PAGE, 'three'));
    const { stderr } = await project.expectRun(3, 'up');
    expect(stderr).toContain(`${PAGE}  (page): locked ${first.slice(0, 19)}, here ${second.slice(0, 19)}`);
    await project.expectRun(0, 'images', 'pull');
    expect(await statuses('--locked')).toEqual(['node unchanged', 'page updated, built']);
  });

  it('that lacks an image is an error for --locked only', async () => {
    await project.write('new', page(world.small, 'new'));
    const { stderr } = await project.expectRun(2, 'up', '--locked');
    expect(stderr).toContain(`${world.small}  (new)`);
    expect(await statuses()).toEqual(['new started, built', 'node unchanged', 'page unchanged']);
  });

  it('that is no lock file is told with its path', async () => {
    await writeFile(lockFile(), '<<<<<<< HEAD\n');
    expect((await project.expectRun(2, 'up')).stderr).toContain(`lock file "${lockFile()}" cannot be used`);
  });
});

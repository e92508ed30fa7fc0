/**
 * Private registries with a builder in a container: the same logins and the same messages as with the engine's own; trust, mirrors and
 * plain HTTP come from where that builder gets them: Docker's certs.d, smolfaas.yaml, and the engine's configuration.
 */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineCall } from '../harness/engine.js';
import { pushImage } from '../harness/image-registry/push.js';
import { LOGIN, REGISTRY } from '../harness/image-registry/registries.js';
import { readImages } from '../harness/images.js';
import type { TestProject } from '../harness/project.js';
import { logIn, page, RIGHT, World, WRONG } from './world.js';

let world: World;
let project: TestProject;
const textOf = async (fn: string) => (await project.call(`/invoke/${fn}/`)).body;
const configFile = () => join(project.dir, 'docker', 'config.json');
const build = () => world.run(project, 'up', '--builder', 'container');

beforeAll(async () => {
  world = await World.create({ SMOLFAAS_BASE_BUILDKITD: await builderImage() });
  project = await world.project();
  // The user's own certs.d, as Docker Desktop has it, stands for the system's: the CLI does not see the room's.
  project.env['HOME'] = join(project.dir, 'home');
  for (const host of [REGISTRY.private, REGISTRY.mirror]) {
    const directory = join(project.env['HOME'], '.docker', 'certs.d', host);
    await mkdir(directory, { recursive: true });
    await copyFile(world.registries.authority, join(directory, 'ca.crt'));
  }
  await pushImage(world.small, `${REGISTRY.private}/base/a:1`);
  await pushImage(world.small, `${REGISTRY.mirror}/library/only-in-the-mirror:1`);
});
afterAll(() => world.dispose());

describe('without logins and settings', () => {
  let said: string;
  beforeAll(async () => {
    await project.write('closed', page(`${REGISTRY.private}/base/a:1`, 'closed'));
    await project.write('dead', page('10.99.0.1:1/base/a:1', ''));
    await project.write('nameless', page('none.invalid/base/a:1', ''));
    await project.write('strange', page(`${REGISTRY.strange}/base/a:1`, ''));
    await project.write('expired', page(`${REGISTRY.expired}/base/a:1`, ''));
    await project.write('plain', page(`${REGISTRY.plain}/base/a:1`, ''));
    await project.write('mirrored', page('only-in-the-mirror:1', 'mirrored'));
    ({ stderr: said } = await build());
  });

  it.each([
    ['closed', `${REGISTRY.private} wants a login; asked anonymously (no login in CONFIG): `, 'docker login '],
    ['dead', '10.99.0.1:1 cannot be reached: ', 'check the address, and the network and proxies of the builder'],
    ['nameless', 'the name none.invalid cannot be resolved: ', 'check the name and the network'],
    [
      'strange',
      `the builder does not trust the certificate of ${REGISTRY.strange}: `,
      `name its CA in smolfaas.yaml (registries: { "${REGISTRY.strange}": { ca: FILE } })`,
    ],
    [
      'expired',
      `the certificate of ${REGISTRY.expired} has expired or is not valid yet, by the clock of the builder: `,
      'check the clock of the builder (date)',
    ],
    [
      'plain',
      `${REGISTRY.plain} speaks HTTP where HTTPS is expected: `,
      `allow it in smolfaas.yaml: registries: { "${REGISTRY.plain}": { insecure: true } }`,
    ],
  ])('%s: says the cause, and what helps', (fn, message, hint) => {
    expect(said).toMatch(new RegExp(`^✗ ${fn}: base image `, 'm'));
    expect(said).toContain(message.replace('CONFIG', configFile()));
    expect(said).toContain(`  → ${hint}`);
  });

  it('Docker Hub comes from the mirror that the engine has', async () => {
    expect(await textOf('mirrored')).toBe('mirrored');
  });
});

describe('with them', () => {
  it('a wrong login is told from none, and the right one gives the image', async () => {
    await logIn(project, { auths: { [REGISTRY.private]: WRONG } });
    expect((await build()).stderr).toContain(
      `${REGISTRY.private} refuses access; asked as "me" (login from ${configFile()}): `,
    );
    await logIn(project, { auths: { [REGISTRY.private]: RIGHT } });
    await build();
    expect(await textOf('closed')).toBe('closed');
  });

  it('an authority and an insecure registry of smolfaas.yaml count in the next run', async () => {
    await copyFile(world.registries.unknownAuthority, join(project.dir, 'strange.pem'));
    const registries = {
      [REGISTRY.strange]: { ca: 'strange.pem' },
      [REGISTRY.plain]: { insecure: true },
    };
    await writeFile(join(project.dir, 'smolfaas.yaml'), JSON.stringify({ version: 1, registries }));
    const { stderr } = await build();
    const absent = (host: string) => `base image ${host}/base/a:1: ${host} does not have it: `;
    expect(stderr).toContain(absent(REGISTRY.strange));
    expect(stderr).toContain(absent(REGISTRY.plain));
  });

  it('the password is in no image, and not in the builder', async () => {
    const names = (await project.images()).flatMap(({ RepoTags }) => RepoTags ?? []);
    for (const [name, image] of await readImages(names, world.small)) {
      expect({ name, found: image.holds(LOGIN.password) }).toEqual({ name, found: false });
    }
    const builder = await engineCall('GET', `/containers/${project.id}-buildkitd/json`);
    expect(JSON.stringify(builder)).not.toContain(LOGIN.password);
    expect(world.printed).not.toContain(LOGIN.password);
  });
});

/** The daemon's image, as the engine of the tests has it. */
async function builderImage(): Promise<string> {
  const images = await engineCall<{ RepoTags: readonly string[] | null }[]>('GET', '/images/json');
  const names = images.flatMap(({ RepoTags }) => RepoTags ?? []);
  const found = names.find((name) => /(^moby\/buildkit|\/base\/buildkitd):/.test(name));
  if (found === undefined) throw new Error('the engine has no image of BuildKit: run `npm start` once');
  return found;
}

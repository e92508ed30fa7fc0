/**
 * Private registries with the engine's own builder: base images of Dockerfiles and of runtimes, and the router's image, from registries that
 * want a login, that no client trusts, that are not there; and that the password stays where it belongs.
 */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineCall } from '../harness/engine.js';
import { nodeFunction } from '../harness/functions.js';
import { pushImage } from '../harness/image-registry/push.js';
import { IDENTITY_TOKEN, LOGIN, REGISTRY } from '../harness/image-registry/registries.js';
import { readImages } from '../harness/images.js';
import type { TestProject } from '../harness/project.js';
import { HELPER_ANSWER, installHelper, logIn, page, RIGHT, World, WRONG } from './world.js';

let world: World;
let project: TestProject;
const textOf = async (fn: string) => (await project.call(`/invoke/${fn}/`)).body;
const configFile = () => join(project.dir, 'docker', 'config.json');

beforeAll(async () => {
  world = await World.create();
  project = await world.project();
  project.env['SMOLFAAS_BUILDER'] = 'engine';
  await pushImage(world.small, `${REGISTRY.private}/base/a:1`);
});
afterAll(() => world.dispose());

describe('a base image that cannot be had', () => {
  const dead = '10.99.0.1:1';
  const IMAGES = {
    closed: `${REGISTRY.private}/base/a:1`,
    dead: `${dead}/base/a:1`,
    nameless: 'none.invalid/base/a:1',
    strange: `${REGISTRY.strange}/base/a:1`,
    plain: `${REGISTRY.plain}/base/a:1`,
  };
  let said: string;
  beforeAll(async () => {
    await project.write('closed', page(IMAGES.closed, 'closed'));
    await project.write('dead', page(IMAGES.dead, ''));
    await project.write('nameless', page(IMAGES.nameless, ''));
    await project.write('strange', page(IMAGES.strange, 'strange'));
    await project.write('expired', page(`${REGISTRY.expired}/base/a:1`, ''));
    await project.write('plain', page(IMAGES.plain, ''));
    ({ stderr: said } = await world.run(project, 'up'));
  });

  it.each([
    [
      'closed',
      `${REGISTRY.private}/base/a:1: ${REGISTRY.private} wants a login; asked anonymously (no login in CONFIG): `,
      `docker login ${REGISTRY.private};`,
    ],
    [
      'dead',
      `${dead}/base/a:1: ${dead} cannot be reached: `,
      'check the address, and the network and proxies of the engine;',
    ],
    [
      'nameless',
      'none.invalid/base/a:1: the name none.invalid cannot be resolved: ',
      'check the name and the network;',
    ],
    [
      'strange',
      `${REGISTRY.strange}/base/a:1: the engine does not trust the certificate of ${REGISTRY.strange}: `,
      `put its CA (PEM) into /etc/docker/certs.d/${REGISTRY.strange}/ca.crt on the engine's host, then: docker pull ${REGISTRY.strange}/base/a:1;`,
    ],
    [
      'expired',
      `${REGISTRY.expired}/base/a:1: the certificate of ${REGISTRY.expired} has expired or is not valid yet, by the clock of the engine: `,
      'check the clock of the engine (date)',
    ],
    [
      'plain',
      `${REGISTRY.plain}/base/a:1: ${REGISTRY.plain} speaks HTTP where HTTPS is expected: `,
      `add "${REGISTRY.plain}" to "insecure-registries" in the engine's daemon.json, and restart it;`,
    ],
  ])('%s: says the cause, and what helps', (fn, message, hint) => {
    expect(said).toContain(`${fn}: base image ${message.replace('CONFIG', configFile())}`);
    expect(said).toContain(`  → ${hint}`);
  });

  it('is told in the same words by images pull, where the engine fetches it', async () => {
    const { code, stdout } = await world.run(project, 'images', 'pull', ...Object.values(IMAGES));
    expect(code).toBe(1);
    const causes: Record<keyof typeof IMAGES, string> = {
      closed: `${REGISTRY.private} wants a login; asked anonymously (no login in ${configFile()}): `,
      dead: `${dead} cannot be reached: `,
      nameless: 'the name none.invalid cannot be resolved: ',
      strange: `the engine does not trust the certificate of ${REGISTRY.strange}: `,
      plain: `${REGISTRY.plain} speaks HTTP where HTTPS is expected: `,
    };
    for (const [fn, image] of Object.entries(IMAGES))
      expect(stdout).toContain(`✗ image ${image}: ${causes[fn as keyof typeof IMAGES]}`);
  });

  it('a wrong login is told from none', async () => {
    await logIn(project, { auths: { [REGISTRY.private]: WRONG } });
    const { stderr } = await world.run(project, 'up');
    expect(stderr).toContain(`${REGISTRY.private} refuses access; asked as "me" (login from ${configFile()}): `);
  });

  it('the right one gives the image; one that is not there is told from one that may not be seen', async () => {
    await logIn(project, { auths: { [REGISTRY.private]: RIGHT } });
    await project.write('absent', page(`${REGISTRY.private}/base/a:none`, ''));
    const { stderr } = await world.run(project, 'up');
    expect(await textOf('closed')).toBe('closed');
    const asked = `asked as "me" (login from ${configFile()})`;
    expect(stderr).toContain(
      `base image ${REGISTRY.private}/base/a:none: ${REGISTRY.private} does not have it; ${asked}: `,
    );
  });

  it('an authority that was put where the hint says works at once, without a restart', async () => {
    await pushImage(world.small, `${REGISTRY.strange}/base/a:1`).catch(() => undefined);
    await world.registries.trustStrange();
    await pushImage(world.small, `${REGISTRY.strange}/base/a:1`);
    for (const fn of ['absent', 'dead', 'expired', 'nameless', 'plain'])
      await rm(join(project.functionsDir, fn), { recursive: true });
    await engineCall('POST', `/images/create?fromImage=${REGISTRY.strange}/base/a&tag=1`);
    await world.up(project);
    expect(await textOf('strange')).toBe('strange');
  });
});

describe('a credential helper', () => {
  let helpers: string;
  beforeAll(async () => {
    helpers = await mkdtemp(join(tmpdir(), 'helpers-'));
    project.env['PATH'] = `${helpers}:${process.env['PATH']}`;
    await logIn(project, { credHelpers: { [REGISTRY.private]: 'test' } });
    for (const name of ['b', 'c']) {
      await pushImage(world.small, `${REGISTRY.private}/base/${name}:1`);
      await project.write(name, page(`${REGISTRY.private}/base/${name}:1`, name));
    }
  });
  afterAll(() => rm(helpers, { recursive: true }));

  it('that is inside the project is not started', async () => {
    const inside = join(project.dir, 'bin');
    await mkdir(inside);
    const file = await installHelper(inside, HELPER_ANSWER);
    const path = project.env['PATH'];
    project.env['PATH'] = `${inside}:${path}`;
    const { code, stderr } = await world.run(project, 'up');
    project.env['PATH'] = path ?? '';
    expect(code).toBe(3);
    const what = `docker-credential-test, which ${configFile()} names, failed: it is only in "${inside}", which is not trusted`;
    expect(stderr).toContain(`b: no login for ${REGISTRY.private}: ${what}`);
    await expect(readFile(`${file}.asked`)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('that fails is named with its words', async () => {
    await installHelper(helpers, 'echo "the keychain is locked" >&2; exit 1');
    const { code, stderr } = await world.run(project, 'up');
    expect(code).toBe(3);
    expect(stderr).toContain('failed: it ended with exit code 1: the keychain is locked');
  });

  it('is asked once in a run, and gives the login', async () => {
    const file = await installHelper(helpers, HELPER_ANSWER);
    await rm(`${file}.cmdline`);
    await world.up(project);
    expect([await textOf('b'), await textOf('c')]).toEqual(['b', 'c']);
    expect(await readFile(`${file}.asked`, 'utf8')).toBe(REGISTRY.private);
    expect(await readFile(`${file}.cmdline`, 'utf8')).toBe(`/bin/sh ${file} get `);
  });

  it('is not asked when nothing is fetched', async () => {
    const file = join(helpers, 'docker-credential-test');
    await rm(`${file}.asked`);
    await world.up(project);
    await expect(readFile(`${file}.asked`)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a registry behind a token server', () => {
  beforeAll(async () => {
    for (const name of ['d', 'e']) {
      await pushImage(world.small, `${REGISTRY.token}/base/${name}:1`);
    }
  });

  it('takes the password there', async () => {
    await logIn(project, { auths: { [REGISTRY.token]: RIGHT, [REGISTRY.private]: RIGHT } });
    await project.write('d', page(`${REGISTRY.token}/base/d:1`, 'd'));
    await world.up(project);
    expect(await textOf('d')).toBe('d');
    expect(await world.registries.tokensAsked()).toContain('GET granted repository:base/d:pull');
  });

  it('or an identity token', async () => {
    await logIn(project, { auths: { [REGISTRY.token]: { identitytoken: IDENTITY_TOKEN }, [REGISTRY.private]: RIGHT } });
    await project.write('e', page(`${REGISTRY.token}/base/e:1`, 'e'));
    await world.up(project);
    expect(await textOf('e')).toBe('e');
    expect(await world.registries.tokensAsked()).toContain('POST granted repository:base/e:pull');
  });
});

describe('the rest of what is fetched', () => {
  it('Docker Hub comes from the mirror that the engine has', async () => {
    await pushImage(world.small, `${REGISTRY.mirror}/library/only-in-the-mirror:1`);
    await project.write('mirrored', page('only-in-the-mirror:1', 'mirrored'));
    await world.up(project);
    expect(await textOf('mirrored')).toBe('mirrored');
  });

  it('a runtime’s base comes from the registry that its variable names', async () => {
    const node = `${REGISTRY.private}/base/node:24`;
    await pushImage(world.engine.bases['SMOLFAAS_BASE_NODE'] ?? '', node);
    project.env['SMOLFAAS_BASE_NODE'] = node;
    await project.write('js', nodeFunction('js'));
    await world.up(project);
    expect(await project.invoke('js')).toMatchObject({ version: 'js' });
    // For containerd's store, which has what was pushed, asking for the digest is enough; the push itself had asked before and was answered 404.
    const head = /"HEAD \/v2\/base\/node\/manifests\/24 \S+ 200 /;
    const asked = world.kind.images === 'containerd' ? head : /GET \/v2\/base\/node\/manifests\//;
    expect(await world.registries.requests('private')).toMatch(asked);
  });

  it('the router’s image is pulled with the login, and told like any other when it cannot be had', async () => {
    const caddy = `${REGISTRY.private}/base/caddy:2`;
    await pushImage(world.engine.bases['SMOLFAAS_BASE_CADDY'] ?? '', caddy);
    const other = await world.project();
    await other.write('fn', page(world.small, 'fn'));
    const told = async (image: string) => {
      other.env['SMOLFAAS_BASE_CADDY'] = image;
      const { code, stderr } = await world.run(other, 'up');
      expect(code).toBe(3);
      return stderr;
    };
    const config = join(other.dir, 'docker', 'config.json');
    expect(await told(caddy)).toContain(
      `image of the router, ${caddy}: ${REGISTRY.private} wants a login; asked anonymously (no login in ${config})`,
    );
    await logIn(other, { auths: { [REGISTRY.private]: WRONG } });
    expect(await told(caddy)).toContain(`${REGISTRY.private} refuses access; asked as "me"`);
    await logIn(other, { auths: { [REGISTRY.private]: RIGHT } });
    expect(await told(`${REGISTRY.private}/base/caddy:none`)).toContain(
      `${REGISTRY.private} does not have it; asked as "me"`,
    );
    expect(await told('10.99.0.1:1/caddy:2')).toContain('10.99.0.1:1 cannot be reached: ');
    expect(await told('none.invalid/caddy:2')).toContain('the name none.invalid cannot be resolved: ');
    expect(await told(`${REGISTRY.plain}/caddy:2`)).toContain(
      `${REGISTRY.plain} speaks HTTP where HTTPS is expected: `,
    );
    other.env['SMOLFAAS_BASE_CADDY'] = caddy;
    await world.up(other);
    expect((await other.call('/invoke/fn/')).body).toBe('fn');
  });
});

describe('without the registry', () => {
  it('what the engine has is built on, by tag or by digest; what it has not is told', async () => {
    const digest = await pushImage(world.small, `${REGISTRY.private}/base/f:1`);
    const pinned = `${REGISTRY.private}/base/f@${digest}`;
    await logIn(project, { auths: { [REGISTRY.private]: RIGHT } });
    await project.write('pinned', page(pinned, 'pinned'));
    await world.up(project);
    await world.registries.stopOne('private');
    await world.registries.stopOne('strange');
    await project.write('pinned', { 'index.html': 'pinned, offline' });
    await project.write('strange', { 'index.html': 'strange, offline' });
    await project.write('closed', { 'index.html': 'closed, offline' });
    const { code, stderr } = await world.run(project, 'up');
    expect(code).toBe(1);
    expect(await textOf('pinned')).toBe('pinned, offline');
    expect(await textOf('strange')).toBe('strange, offline');
    expect(stderr).toContain(
      `closed: base image ${REGISTRY.private}/base/a:1: ${REGISTRY.private} cannot be reached: `,
    );
    expect(await textOf('closed')).toBe('closed');
  });
});

describe('the password', () => {
  it('is in no image, history, log, database or output', async () => {
    const secrets = [LOGIN.password, RIGHT.auth, IDENTITY_TOKEN];
    const images = await project.images();
    const names = images.flatMap(({ RepoTags }) => RepoTags ?? []).filter((name) => name.endsWith(':latest'));
    expect(names.length).toBeGreaterThan(5);
    for (const [name, image] of await readImages(names, world.small)) {
      expect({ name, found: secrets.filter((text) => image.holds(text)) }).toEqual({ name, found: [] });
    }
    const files = await filesBelow(project.dir, [join(project.dir, 'docker'), join(project.dir, 'bin')]);
    expect(files.some((file) => file.endsWith('.smolfaas'))).toBe(true);
    const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const));
    for (const [file, text] of [...texts, ['output', world.printed] as const]) {
      expect({ file, found: secrets.filter((secret) => text.includes(secret)) }).toEqual({ file, found: [] });
    }
  });
});

/** All regular files, but those below `except`. */
async function filesBelow(dir: string, except: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !except.some((directory) => file.startsWith(directory)));
}

/**
 * Private registries with a builder in a container: the same logins and the same messages as with the engine's own; trust, mirrors and
 * plain HTTP come from where that builder gets them: Docker's certs.d, smolfaas.yaml, and the engine's configuration. What it fetches, it fetches
 * through the host's proxy.
 */
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineCall } from '../harness/engine.js';
import { pushImage } from '../harness/image-registry/push.js';
import { FAR_NAME, IDENTITY_TOKEN, LOGIN, REGISTRY } from '../harness/image-registry/registries.js';
import { nodeFunction } from '../harness/functions.js';
import { readImages } from '../harness/images.js';
import type { TestProject } from '../harness/project.js';
import { builderImage } from '../harness/throwaway/base-images.js';
import { HELPER_ANSWER, installHelper, logIn, page, RIGHT, World, WRONG } from './world.js';

let world: World;
let project: TestProject;
const textOf = async (fn: string) => (await project.call(`/invoke/${fn}/`)).body;
const configFile = () => join(project.dir, 'docker', 'config.json');
const build = (...flags: readonly string[]) => world.run(project, 'up', '--builder', 'container', ...flags);
const push = (image: string, from = world.small) => pushImage(from, image);

/** From now on only these functions have a source. */
async function onlyFunctions(pages: Readonly<Record<string, string>>): Promise<void> {
  for (const fn of await readdir(project.functionsDir)) await rm(join(project.functionsDir, fn), { recursive: true });
  for (const [fn, image] of Object.entries(pages)) await project.write(fn, page(image, fn));
}

beforeAll(async () => {
  world = await World.create(await builderImage());
  project = await world.project();
  await world.introduce(project);
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
  // Each of these makes the builder wait for several seconds, in every run.
  afterAll(async () => {
    for (const fn of ['dead', 'nameless', 'expired']) await rm(join(project.functionsDir, fn), { recursive: true });
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
});

describe('logins of every kind', () => {
  it('a credential helper is asked once in a run', async () => {
    const helpers = await mkdtemp(join(tmpdir(), 'helpers-'));
    const file = await installHelper(helpers, HELPER_ANSWER);
    const path = process.env['PATH'] ?? '';
    project.env['PATH'] = `${helpers}:${path}`;
    await logIn(project, { credHelpers: { [REGISTRY.private]: 'test' } });
    const pages = { b: `${REGISTRY.private}/base/b:1`, c: `${REGISTRY.private}/base/c:1` };
    for (const image of Object.values(pages)) await push(image);
    await onlyFunctions(pages);
    await build();
    expect([await textOf('b'), await textOf('c')]).toEqual(['b', 'c']);
    expect(await readFile(`${file}.cmdline`, 'utf8')).toBe(`/bin/sh ${file} get `);
    project.env['PATH'] = path;
    await rm(helpers, { recursive: true });
  });

  it.each([
    ['password', 'GET', RIGHT],
    ['identity token', 'POST', { identitytoken: IDENTITY_TOKEN }],
  ])('a token server takes a %s', async (_, method, login) => {
    const name = `t-${method.toLowerCase()}`;
    await push(`${REGISTRY.token}/base/${name}:1`);
    await logIn(project, { auths: { [REGISTRY.token]: login } });
    await onlyFunctions({ [name]: `${REGISTRY.token}/base/${name}:1` });
    await build();
    expect(await textOf(name)).toBe(name);
    expect(await world.registries.tokensAsked()).toContain(`${method} granted repository:base/${name}:pull`);
  });

  it('a runtime’s base comes from the registry that its variable names', async () => {
    const node = `${REGISTRY.private}/base/node:24`;
    await push(node, world.engine.bases['SMOLFAAS_BASE_NODE']);
    await onlyFunctions({});
    await project.write('js', nodeFunction('js'));
    await logIn(project, {});
    project.env['SMOLFAAS_BASE_NODE'] = node;
    expect((await build()).stderr).toContain(`js: base image ${node}: ${REGISTRY.private} wants a login`);
    await logIn(project, { auths: { [REGISTRY.private]: RIGHT } });
    await build();
    expect(await project.invoke('js')).toMatchObject({ version: 'js' });
  });
});

describe('behind a proxy', () => {
  let address: string;
  const proxied = (noProxy: string, httpsProxy = address) =>
    logIn(project, { auths: { [REGISTRY.private]: RIGHT }, proxies: { default: { httpsProxy, noProxy } } });
  beforeAll(async () => {
    address = await world.registries.startProxy(['10.97.0.1', '10.98.7.1']);
    project.env['SMOLFAAS_CA_FILE'] = world.registries.authority;
    for (const name of ['there', 'direct']) await push(`${REGISTRY.mirror}/${name}:1`);
    for (const name of ['far', 'all']) await push(`${REGISTRY.private}/base/${name}:1`);
  });

  it('goes through it, but for what NO_PROXY names: a host, a domain, an address, a network, a port', async () => {
    await onlyFunctions({
      far: `${FAR_NAME}:5001/there:1`,
      'other-port': `${REGISTRY.private}/base/far:1`,
      port: `${REGISTRY.mirror}/direct:1`,
      host: 'exact.example:5001/there:1',
      domain: 'registry.corp.example:5001/there:1',
      address: '10.97.0.1:5001/there:1',
      network: '10.98.7.1:5001/there:1',
    });
    await proxied(`exact.example,.corp.example,10.97.0.1,10.98.0.0/16,${REGISTRY.mirror}`);
    const { stderr } = await build();
    for (const fn of ['far', 'other-port', 'port']) expect(await textOf(fn)).toBe(fn);
    for (const name of ['exact.example', 'registry.corp.example'])
      expect(stderr).toContain(`the name ${name} cannot be resolved: `);
    for (const host of ['10.97.0.1:5001', '10.98.7.1:5001']) expect(stderr).toContain(`${host} cannot be reached: `);
    const tunnels = new Set(await world.registries.tunnels());
    expect([...tunnels].sort()).toEqual([`CONNECT ${REGISTRY.private}`, `CONNECT ${FAR_NAME}:5001`]);
  });

  it('or for everything', async () => {
    const before = await world.registries.tunnels();
    await onlyFunctions({ all: `${REGISTRY.private}/base/all:1` });
    await proxied('*');
    await build();
    expect(await textOf('all')).toBe('all');
    expect(await world.registries.tunnels()).toEqual(before);
  });

  it('a proxy that refuses is told, without the password that it was given', async () => {
    await onlyFunctions({ refused: `${REGISTRY.private}/base/refused:1` });
    await proxied('', address.replace('canary-', 'wrong-canary-'));
    const { stderr } = await build();
    expect(stderr).toMatch(/✗ refused: base image .* cannot be reached: .*Proxy Authentication Required/);
    expect(await world.registries.tunnels()).toContain(`407 ${REGISTRY.private}`);
  });
});

describe('without the registry', () => {
  it('an edit is built on what images pull has brought, and nobody is asked', async () => {
    await logIn(project, { auths: { [REGISTRY.private]: RIGHT } });
    const image = `${REGISTRY.private}/base/kept:1`;
    await push(image);
    await onlyFunctions({ kept: image });
    expect((await build('--offline')).stderr).toContain(`${image}  (kept)`);
    await world.run(project, 'images', 'pull', image);
    await world.registries.stopOne('private');
    await project.write('kept', { 'index.html': 'kept, offline' });
    await build('--offline');
    expect(await textOf('kept')).toBe('kept, offline');
  });
});

describe('the passwords', () => {
  it('are in no image, log, database or output, and none of a registry is in the builder', async () => {
    const proxy = 'canary-proxy-';
    const secrets = [LOGIN.password, RIGHT.auth, IDENTITY_TOKEN, proxy];
    const names = (await project.images()).flatMap(({ RepoTags }) => RepoTags ?? []);
    expect(names.length).toBeGreaterThan(8);
    for (const [name, image] of await readImages(names, world.small)) {
      expect({ name, found: secrets.filter((text) => image.holds(text)) }).toEqual({ name, found: [] });
    }
    const state = await readdir(project.dir, { recursive: true, withFileTypes: true });
    const files = state.filter((one) => one.isFile() && /\.smolfaas|\.log/.test(one.name));
    expect(files.length).toBeGreaterThan(1);
    for (const { parentPath, name } of files) {
      const text = await readFile(join(parentPath, name), 'latin1');
      expect({ name, found: secrets.filter((secret) => text.includes(secret)) }).toEqual({ name, found: [] });
    }
    const builder = JSON.stringify(await engineCall('GET', `/containers/${project.id}-buildkitd/json`));
    const said = await engineCall<string>('GET', `/containers/${project.id}-buildkitd/logs?stdout=1&stderr=1`);
    for (const text of [builder, said, world.printed])
      expect(secrets.filter((secret) => secret !== proxy && text.includes(secret))).toEqual([]);
    for (const text of [said, world.printed]) expect(text).not.toContain(proxy);
  });
});

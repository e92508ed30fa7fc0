/**
 * Tests that certificates outlive sleep: after hours or days of an idle router, its certificate is
 * still valid for a client whose clock moved on. A volume of an older version reaches the same
 * state, and its clients need not trust anything new.
 *
 * The tests never touch the router's clock. A sleeping machine stops the router, and the first
 * client after waking meets the certificate from before. So the tests move the client's time
 * instead: `openssl s_client -attime`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RouterLink, RouterSpec, RouteTable } from '@smolfaas/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyTable, renderConfig } from './config.js';
import { BOOT_FILE, DATA_DIR, SAVED_FILE } from './container-layout.js';
import { routerCreateBody } from './create-body.js';
import { docker, dockerodeEngine } from './dockerode-engine.test.fixture.js';
import { at } from './json-path.js';
import { probePublished } from './published.js';
import { ADDR } from './router-client.test.fixture.js';
import { tar } from '@smolfaas/core/tar.js';
import { createWorld, manager, never, type World } from './world.test.fixture.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const run = promisify(execFile);

let world: World;
let spec: RouterSpec;
let folder: string;
beforeEach(async () => {
  world = await createWorld();
  spec = world.spec;
  folder = await mkdtemp(join(tmpdir(), 'smolfaas-certificates-'));
});
afterEach(async () => {
  await world.destroy();
  await rm(folder, { recursive: true });
});

/** Output of a command inside the router's container. */
async function inside(script: string): Promise<string> {
  const { exitCode, stdout, stderr } = await dockerodeEngine.exec(spec.name, ['sh', '-c', script], never);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout;
}

const rootOf = () => inside(`cat ${DATA_DIR}/caddy/pki/authorities/local/root.crt`);

/** The verdict of a client that trusts only this root and whose clock is `ahead` of real time. */
async function verdict(root: string, ahead: number): Promise<string> {
  await writeFile(join(folder, 'root.pem'), root);
  const client = ['s_client', '-connect', `127.0.0.1:${spec.httpsPort}`, '-servername', ADDR, '-verify_hostname', ADDR];
  const trust = ['-CAfile', join(folder, 'root.pem'), '-attime', String(Math.floor((Date.now() + ahead) / 1000))];
  const { stdout } = await run('sh', ['-c', 'openssl "$@" </dev/null 2>&1', 'sh', ...client, ...trust]);
  return /Verify return code: (.*)$/m.exec(stdout)?.[1] ?? stdout;
}

const verdicts = async (root: string) => ({
  now: await verdict(root, 0),
  'after 13 hours': await verdict(root, 13 * HOUR),
  'after 8 days': await verdict(root, 8 * DAY),
  'after 40 days': await verdict(root, 40 * DAY),
});
const ALL_GOOD = { now: '0 (ok)', 'after 13 hours': '0 (ok)', 'after 8 days': '0 (ok)', 'after 40 days': '0 (ok)' };

async function served() {
  const answer = await probePublished('127.0.0.1', spec.httpsPort, ADDR, 5_000, never);
  if (!answer.ok) throw new Error(answer.why);
  return answer.certificate;
}

test('a new router serves a certificate that is valid for weeks', async () => {
  const link = await manager.ensure(spec, undefined, never);
  await link.push(world.table(), never);
  expect(await verdicts(await rootOf())).toEqual(ALL_GOOD);
  const { notBefore, notAfter } = await served();
  // Apple's limit for roots that users added, https://support.apple.com/en-us/103769
  expect(notAfter.getTime() - notBefore.getTime()).toBeLessThan(825 * DAY);
});

/**
 * Creates a router as earlier versions did: certificates of 12 hours, signed by an intermediate of
 * 7 days. Returns its root.
 */
async function olderRouter(): Promise<string> {
  const files = [
    { name: BOOT_FILE, mode: 0o600, content: JSON.stringify(older(emptyTable(spec.httpsPort))) },
    { name: SAVED_FILE, mode: 0o600, content: JSON.stringify(older(world.table())) },
  ];
  const Cmd = ['caddy', 'run', '--config', `${DATA_DIR}/${BOOT_FILE}`, '--resume'];
  const id = await dockerodeEngine.create(spec.name, { ...routerCreateBody(spec, 'token'), Cmd, Labels: {} }, never);
  await dockerodeEngine.putArchive(id, DATA_DIR, tar(files), never);
  await dockerodeEngine.start(id, never);
  await expect.poll(() => served().then(Boolean, String), { timeout: 15_000 }).toBe(true);
  const root = await rootOf();
  expect(await verdict(root, 0)).toBe('0 (ok)');
  expect(await verdict(root, 13 * HOUR)).toContain('has expired');
  return root;
}

function older(table: RouteTable): unknown {
  // The router calls itself with its own authority, which this volume does not have.
  const text = JSON.stringify(renderConfig(table)).replace('"authority":["smolfaas"]', '"authority":["local"]');
  const config: unknown = JSON.parse(text);
  Object.assign(at(config, 'apps', 'tls', 'automation') ?? {}, { policies: [{ issuers: [{ module: 'internal' }] }] });
  Object.assign(at(config, 'apps', 'pki') ?? {}, { certificate_authorities: { local: { install_trust: false } } });
  return config;
}

/** Runs the new version's `up` on the existing container and volume. */
async function upgrade(): Promise<RouterLink> {
  const link = await manager.ensure(spec, await world.observed(), never);
  await link.push(world.table(), never);
  return link;
}

test('a router of an older version is replaced: its clients trust what it serves, for weeks', async () => {
  const root = await olderRouter();
  await upgrade();
  expect(await rootOf()).toBe(root);
  await expect.poll(() => verdicts(root), { timeout: 10_000 }).toEqual(ALL_GOOD);
});

test('the volume of an older version that was down, likewise', async () => {
  const root = await olderRouter();
  await dockerodeEngine.remove((await world.observed())?.id ?? '', 5_000, never);
  await upgrade();
  expect(await rootOf()).toBe(root);
  await expect.poll(() => verdicts(root), { timeout: 10_000 }).toEqual(ALL_GOOD);
});

test('a certificate that expired while the router was stopped is replaced when it starts', async () => {
  await upgrade();
  const root = await rootOf();
  const authority = `${DATA_DIR}/caddy/pki/authorities/smolfaas`;
  const own = `${DATA_DIR}/caddy/certificates/smolfaas/${ADDR}/${ADDR}`;
  for (const [name, path] of [
    ['ca.crt', `${authority}/intermediate.crt`],
    ['ca.key', `${authority}/intermediate.key`],
    ['leaf.key', `${own}.key`],
  ] as const)
    await writeFile(join(folder, name), await inside(`cat ${path}`));
  await expiredLeaf(folder);
  const { stdout: expired } = await run('cat', [join(folder, 'leaf.crt'), join(folder, 'ca.crt')]);
  const id = (await world.observed())?.id ?? '';
  await docker.getContainer(id).stop();
  const file = { name: `${own.slice(DATA_DIR.length + 1)}.crt`, mode: 0o600, content: expired };
  await dockerodeEngine.putArchive(id, DATA_DIR, tar([file]), never);
  const woken = Date.now();
  await manager.ensure(spec, await world.observed(), never);
  await expect.poll(() => verdicts(root), { timeout: 10_000 }).toEqual(ALL_GOOD);
  expect((await served()).notBefore.getTime()).toBeGreaterThan(woken - 1_000);
});

/** Creates a certificate for the same name, from the same authority, that expired an hour ago. */
async function expiredLeaf(cwd: string): Promise<void> {
  const date = (time: number) => new Date(time).toISOString().replace(/[-:T]|\.\d+/g, '');
  const settings = `[x]\ndatabase=index\nserial=serial\nnew_certs_dir=.\npolicy=any\ndefault_md=sha256\n[any]\n[san]\nsubjectAltName=critical,DNS:${ADDR}\n`;
  await writeFile(join(cwd, 'settings'), settings);
  await writeFile(join(cwd, 'index'), '');
  await writeFile(join(cwd, 'serial'), '01');
  await run('openssl', ['req', '-new', '-key', 'leaf.key', '-subj', '/', '-out', 'leaf.csr'], { cwd });
  const dates = ['-startdate', date(Date.now() - 2 * DAY), '-enddate', date(Date.now() - HOUR)];
  const signed = ['-cert', 'ca.crt', '-keyfile', 'ca.key', '-extensions', 'san', '-notext', '-out', 'leaf.crt'];
  const how = ['-config', 'settings', '-name', 'x', '-batch', '-in', 'leaf.csr'];
  await run('openssl', ['ca', ...how, ...signed, ...dates], { cwd });
}

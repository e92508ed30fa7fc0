/**
 * The router is meddled with: its container, its configuration, its storage. `check` says what is wrong, `up` repairs exactly that, and the
 * functions behind it are never touched. A configuration that Caddy refuses changes nothing for anybody.
 */
import { readdir, readFile } from 'node:fs/promises';
import { connect, type TLSSocket } from 'node:tls';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engineCall } from '../harness/engine.js';
import { execIn } from '../harness/exec.js';
import { nodeFunction } from '../harness/functions.js';
import { freePort, TestProject } from '../harness/project.js';

let project: TestProject;

beforeAll(async () => {
  project = await TestProject.create();
  await project.write('a', nodeFunction('a'));
  await project.write('b', nodeFunction('b'));
});
beforeEach(async () => {
  await project.expectRun(0, 'up'); // so that one failure is not the next one's
});
afterAll(() => project.dispose());

/** Ids of the function containers. */
const functions = async () =>
  (await project.containers()).filter(({ Labels }) => Labels['dev.smolfaas.role'] === 'function').map(({ Id }) => Id);
const router = (method: string, path: string, body?: unknown) =>
  engineCall(method, `/containers/${project.routerName}${path}`, body);
const shell = (script: string) => execIn(project.routerName, 'sh', '-c', script);

/** One `up` brings everything back, and recreates no function. */
async function expectRepair(before: readonly string[]): Promise<void> {
  await project.expectRun(0, 'up');
  await project.expectRun(0, 'check');
  for (const fn of ['a', 'b']) expect(await project.invoke(fn)).toMatchObject({ version: fn });
  expect(await functions()).toEqual(before);
}

describe('row 36: its container', () => {
  it.each([
    ['removed', () => router('DELETE', '?force=1'), 'Router missing'],
    ['stopped', () => router('POST', '/stop?t=1'), 'Router not running (exited 0)'],
    ['paused', () => router('POST', '/pause'), 'Router not running (paused)'],
    ['renamed', () => router('POST', `/rename?name=${project.id}-elsewhere`), 'Router has another name'],
    [
      'taken off the network',
      () => engineCall('POST', `/networks/${project.id}-net/disconnect`, { Container: project.routerName }),
      `Router not attached to network`,
    ],
  ])('is %s: check says so, up repairs it', async (_, meddle, says) => {
    const before = await functions();
    await meddle();
    expect((await project.expectRun(1, 'check')).stdout).toContain(`✗ ${says}`);
    await expectRepair(before);
    expect((await project.containers()).map(({ Names }) => Names[0])).toContain(`/${project.routerName}`);
  });
});

describe('a published port is dead', () => {
  it.each(['https', 'http'] as const)(
    '%s: check names it, up brings it back, and no function is touched',
    async (kind) => {
      const port = kind === 'https' ? project.httpsPort : project.httpPort;
      const before = await functions();
      await killPortProxy(port);
      await expect(kind === 'https' ? project.call('/health') : project.callPlain('/health')).rejects.toThrow(
        /ECONNREFUSED|hang up|ECONNRESET/,
      );
      const check = await project.expectRun(1, 'check');
      expect(check.stdout).toContain(`✗ Router does not answer at 127.0.0.1:${port} (connect ECONNREFUSED`);
      await expectRepair(before);
      expect((await project.call('/health')).body).toBe('SmolFaaS Router OK');
      expect((await project.callPlain('/health')).status).toBe(308);
    },
  );
});

describe('row 43: its configuration is edited by hand', () => {
  it('through the admin socket: check shows the drift, up puts ours back', async () => {
    const before = await functions();
    await shell(`sed 's#/invoke/(#/stolen/(#g' /data/caddy/autosave.json > /config/by-hand.json
      caddy reload --config /config/by-hand.json --address unix//run/caddy/admin.sock`);
    await expect.poll(async () => (await project.call('/invoke/a')).status).toBe(404);
    const check = await project.expectRun(1, 'check');
    expect(check.stdout).toContain('✗ Router configuration differs from what SmolFaaS gave it');
    await expectRepair(before);
    expect((await project.call('/stolen/a')).status).toBe(404);
  });

  it('an upstream is: check names where the route leads, up leads it back', async () => {
    const before = await functions();
    await shell('rm /data/routes/a/*; cp /data/routes/b/* /data/routes/a/');
    expect(await project.invoke('a')).toMatchObject({ version: 'b' });
    const check = await project.expectRun(1, 'check');
    expect(check.stdout).toContain(`✗ Route leads elsewhere (${project.imagePrefix}-b`);
    await expectRepair(before);
  });
});

describe('row 41: Caddy rejects the configuration', () => {
  /** Caddy reads its certificate authority again with every configuration; here it may not. Another host name is a new configuration. */
  const AUTHORITY = '/data/caddy/pki/authorities/local';

  it('the old one serves on, its own words are shown, what was started leaves, and the next up completes it', async () => {
    const before = (await project.containers()).map(({ Id }) => Id);
    await project.write('a', nodeFunction('a2'));
    await project.write('c', nodeFunction('c'));
    await shell(`chmod 000 ${AUTHORITY}`);
    const up = await project.expectRun(1, 'up', '--addr', 'other.localhost');
    expect(up.stderr).toMatch(/Caddy rejected the routes, the old ones keep serving: .*permission denied/);
    expect(up.stderr).not.toMatch(/\n\s+at /);
    expect((await project.containers()).map(({ Id }) => Id)).toEqual(before);
    expect(await project.invoke('a')).toMatchObject({ version: 'a' });
    expect((await project.call('/invoke/c')).status).toBe(404);
    await shell(`chmod 700 ${AUTHORITY}`);
    await project.expectRun(0, 'up');
    expect(await project.invoke('a')).toMatchObject({ version: 'a2' });
    expect(await project.invoke('c')).toMatchObject({ version: 'c' });
    await project.expectRun(0, 'check');
  });
});

describe('its container is replaced because of another flag', () => {
  it('a client that trusts its authority still does, and the routes are there', async () => {
    const root = await shell('cat /data/caddy/pki/authorities/local/root.crt');
    const old = await issuer(project.httpsPort, root);
    const before = await functions();
    const [container] = (await project.containers()).filter(({ Names }) => Names[0] === `/${project.routerName}`);
    const port = String(await freePort());
    await project.expectRun(0, 'up', '--http-port', port);
    await expect(router('GET', '/json')).resolves.not.toMatchObject({ Id: container?.Id });
    expect(await issuer(project.httpsPort, root)).toBe(old);
    expect(await functions()).toEqual(before);
    expect(await project.invoke('b')).toMatchObject({ version: 'b' });
    await project.expectRun(0, 'check', '--http-port', port);
    expect((await project.expectRun(1, 'check')).stdout).toContain('✗ Router was made with other settings');
  });
});

/** Ends the processes by which the engine leads a port of this host into a container. */
async function killPortProxy(port: number): Promise<void> {
  const isProxy = async (pid: string) => {
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    return words[0]?.includes('docker-proxy') === true && words[words.indexOf('-host-port') + 1] === String(port);
  };
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = (await Promise.all(pids.map(async (pid) => ((await isProxy(pid)) ? [pid] : [])))).flat();
  expect(found.length).toBeGreaterThan(0);
  for (const pid of found) process.kill(Number(pid), 'SIGKILL');
}

/** Fingerprint of the certificate that signed the router's. @throws unless `root` is behind it */
async function issuer(port: number, root: string): Promise<string> {
  const socket: TLSSocket = connect({ host: '127.0.0.1', port, servername: 'fn.localhost', ca: root });
  await once(socket, 'secureConnect');
  const { issuerCertificate } = socket.getPeerCertificate(true);
  socket.destroy();
  return issuerCertificate.fingerprint256;
}

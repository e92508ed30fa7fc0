/**
 * Connections to a real engine: its socket, TCP and TLS in front of it, and what happens when it
 * stops.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect as netConnect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { image, marshal, mkfile, scratch } from '@smolfaas/llb';
import { afterEach, expect, test } from 'vitest';
import { CONFIG, inspect, SOCKET, STATIC_BASE, uniqueName } from './engine.test.fixture.js';
import { connect } from './connect.js';
import { hasBuildKit } from './connect/has-buildkit.js';
import { upgradeToBuildKit } from './connect/upgrade.js';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Listens for connections and pipes each to what `open` returns. */
function relay(open: () => Promise<Socket>, tls?: TlsOptions): Promise<{ port: number; cut: () => void }> {
  const sockets = new Set<Socket>();
  const pipe = async (inbound: Socket) => {
    sockets.add(inbound.on('error', () => undefined));
    const outbound = await open();
    sockets.add(outbound.on('error', () => undefined));
    inbound.pipe(outbound).pipe(inbound);
  };
  const server = tls ? createTlsServer(tls, pipe) : createServer(pipe);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  cleanups.push(cut);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port, cut }));
  });
}

/** Pipes every connection to the engine's socket, as a TCP listener of the engine does. */
const proxy = (tls?: TlsOptions) => relay(async () => netConnect(SOCKET), tls);

/**
 * Needs no upgrade from its client: it passes the bytes of each connection to the engine's
 * BuildKit.
 */
const direct = (tls?: TlsOptions) => relay(() => upgradeToBuildKit(netConnect(SOCKET), '/grpc', 'docker'), tls);

/** A key, and a certificate for `localhost` that is its own authority. */
function selfSigned(): { key: Buffer; cert: Buffer } {
  const dir = mkdtempSync(join(tmpdir(), 'bkt-tls-'));
  cleanups.push(() => rmSync(dir, { recursive: true }));
  const [key, cert] = [join(dir, 'key'), join(dir, 'cert')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

test('the engine has a worker for this platform', async () => {
  const client = await connect({ kind: 'docker' });
  const [worker] = await client.workers();
  client.close();
  expect(worker?.platforms).toContainEqual(expect.objectContaining({ os: 'linux' }));
});

test('TCP works like the socket', async () => {
  const { port } = await proxy();
  const client = await connect({ kind: 'docker', host: '127.0.0.1', port });
  expect(await client.workers()).toHaveLength(1);
  client.close();
});

test('TLS proves the engine; a certificate that nobody trusts is refused', async () => {
  const tls = selfSigned();
  const { port } = await proxy(tls);
  const client = await connect({ kind: 'docker', host: 'localhost', port, tls: { ca: tls.cert } });
  expect(await client.workers()).toHaveLength(1);
  client.close();
  const refused = connect({ kind: 'docker', host: 'localhost', port, tls: {} });
  await expect(refused).rejects.toMatchObject({
    code: 'unreachable',
    details: { errno: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  });
});

test('HTTP/2 at once, as engines with API 1.53 take it', async () => {
  const { port } = await direct();
  const client = await connect({ kind: 'docker', host: '127.0.0.1', port, transport: 'h2c' });
  const definition = marshal(scratch().file([mkfile('/f', uniqueName())])).bytes;
  const input = { kind: 'llb', definition, config: CONFIG } as const;
  expect((await client.solve({ input, locals: {}, sharedKey: 'bkt' })).steps).toHaveLength(1);
  client.close();
});

test('where HTTP/2 at once is not to be had, the upgrade is taken', async () => {
  const client = await connect({ kind: 'docker', transport: 'h2c' });
  expect(await client.workers()).toHaveLength(1);
  client.close();
});

test('the engine says that it has BuildKit, whichever transport is tried first', async () => {
  expect(await hasBuildKit({ kind: 'docker' })).toBe(true);
  expect(await hasBuildKit({ kind: 'docker', transport: 'h2c' })).toBe(true);
  expect(await hasBuildKit({ kind: 'docker', path: '/no-such-path' })).toBe(false);
});

test.each([
  { agreed: 'h2', serve: direct },
  { agreed: 'http/1.1', serve: proxy },
  { agreed: undefined, serve: proxy },
])('with TLS, where the handshake agrees to $agreed, that is spoken', async ({ agreed, serve }) => {
  const tls = selfSigned();
  const { port } = await serve({ ...tls, ...(agreed !== undefined && { ALPNProtocols: [agreed] }) });
  const client = await connect({ kind: 'docker', host: 'localhost', port, tls: { ca: tls.cert }, transport: 'h2c' });
  expect(await client.workers()).toHaveLength(1);
  client.close();
});

test('the config of an image that only the engine has', async () => {
  const client = await connect({ kind: 'docker' });
  const { config } = await client.imageConfig(STATIC_BASE, { resolveMode: 'local' });
  client.close();
  expect(config).toMatchObject({ os: 'linux', rootfs: { diff_ids: (await inspect(STATIC_BASE)).RootFS.Layers } });
});

test("a path that is not BuildKit is answered with the engine's status", async () => {
  const failed = connect({ kind: 'docker', path: '/no-such-path' });
  await expect(failed).rejects.toMatchObject({ code: 'no-buildkit', details: { status: 404 } });
});

test('a daemon that goes away during a step ends the solve at once', async () => {
  const { port, cut } = await proxy();
  const client = await connect({ kind: 'docker', host: '127.0.0.1', port });
  const args = ['/bin/sh', '-c', `sleep 20 #${uniqueName()}`];
  const state = image(STATIC_BASE, { resolveMode: 'local' }).run(args, { network: 'none', name: 'long' }).root;
  const input = { kind: 'llb', definition: marshal(state).bytes, config: CONFIG } as const;
  let begun: () => void = () => undefined;
  const step = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const onProgress = ({ type, step: { name } }: { type: string; step: { name: string } }) => {
    if (type === 'step-started' && name === 'long') begun();
  };
  const settled = client.solve({ input, locals: {}, sharedKey: 'bkt', onProgress }).catch((error: unknown) => error);
  await step;
  cut();
  expect(await settled).toMatchObject({ code: 'daemon-stopped', details: { step: 'long' } });
  client.close();
});

test('after close the process ends by itself', () => {
  const client = JSON.stringify(fileURLToPath(new URL('../dist/index.js', import.meta.url)));
  const llb = JSON.stringify(import.meta.resolve('@smolfaas/llb'));
  const code = `
    import { connect } from ${client};
    import { marshal, mkfile, scratch } from ${llb};
    const client = await connect({ kind: 'docker' });
    const definition = marshal(scratch().file([mkfile('/f', ${JSON.stringify(uniqueName())})])).bytes;
    const input = { kind: 'llb', definition, config: { architecture: 'amd64', os: 'linux' } };
    await client.solve({ input, locals: {}, sharedKey: 'bkt' });
    const failing = { kind: 'llb', definition: new Uint8Array([1]), config: { architecture: 'amd64', os: 'linux' } };
    await client.solve({ input: failing, locals: {}, sharedKey: 'bkt' }).catch(() => undefined);
    client.close();
    const end = Date.now();
    process.on('exit', () => console.log(Date.now() - end));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { timeout: 20_000 });
  expect(Number(output.toString())).toBeLessThan(500);
});

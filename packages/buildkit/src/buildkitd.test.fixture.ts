/**
 * A real, stand-alone buildkitd for tests, in a container of the local engine. The container has
 * the least privileges that run build steps, and its state is in a volume of its own. Tests reach
 * it by its unix socket (a bound directory of this host), by TCP with TLS on a free port of
 * 127.0.0.1, and by `buildctl dial-stdio` through an exec. `remove` removes container, volume and
 * directory.
 *
 * No registry is needed: the tests serve an image of the engine to it as an OCI layout
 * (`layoutOf`).
 */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildKitClient, ContentStore } from './api.js';
import { connect } from './connect.js';
import type { BuildKitTarget, StreamTarget, TcpTarget, UnixTarget } from './connect/target.js';
import { engine, firstImage, SOCKET, sourceDirectory, uniqueName, untar } from './engine.test.fixture.js';

const PORT = 1234;

/** A running daemon, and the ways to reach it. */
export interface Buildkitd {
  readonly name: string;
  readonly unix: UnixTarget;
  /** With a client certificate; the daemon refuses connections without one. */
  readonly tcp: TcpTarget & { readonly tls: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer } };
  /** Counts the bytes that came from the daemon. */
  readonly stream: StreamTarget & { received(): number };
  /** An engine call on the container, such as `kill` and `start`. */
  act(verb: string): Promise<void>;
  remove(): Promise<void>;
}

/** Starts one and waits until it answers. */
export async function startBuildkitd(): Promise<Buildkitd> {
  const image = await firstImage('docker.io/moby/buildkit:v0.25.2', 'smolfaas.local/base/buildkitd:0.25');
  const name = uniqueName();
  const directory = sourceDirectory({ 'run/.keep': '' });
  const tls = certificates(directory);
  const file = (path: string) => `/tls/${path}`;
  const created = await engine('POST', `/containers/create?name=${name}`, {
    Image: image,
    Cmd: [
      '--addr=unix:///run/buildkit/buildkitd.sock',
      `--addr=tcp://0.0.0.0:${PORT}`,
      `--tlscacert=${file('ca.pem')}`,
      `--tlscert=${file('server.pem')}`,
      `--tlskey=${file('server.key')}`,
    ],
    ExposedPorts: { [`${PORT}/tcp`]: {} },
    HostConfig: {
      CapAdd: ['SYS_ADMIN'],
      SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
      Binds: ['/sys/fs/cgroup:/sys/fs/cgroup:rw', `${join(directory, 'run')}:/run/buildkit`, `${directory}:/tls:ro`],
      PortBindings: { [`${PORT}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
    },
  });
  if (created.status !== 201) throw new Error(`buildkitd: ${created.status} ${created.body.toString()}`);
  const act = async (verb: string) => {
    const { status, body } = await engine('POST', `/containers/${name}/${verb}`);
    if (status >= 400) throw new Error(`${verb} ${name}: ${status} ${body.toString()}`);
  };
  const remove = async () => {
    await engine('DELETE', `/containers/${name}?force=1&v=1`);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await act('start');
    const unix: UnixTarget = { kind: 'unix', socketPath: join(directory, 'run/buildkitd.sock') };
    const tcp = { kind: 'tcp', host: '127.0.0.1', port: await publishedPort(name), tls } as const;
    (await connectWhenReady(unix)).close();
    return { name, unix, tcp, stream: execStream(name), act, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Connects as soon as the daemon answers. @throws the error of the last attempt */
export async function connectWhenReady(target: BuildKitTarget): Promise<BuildKitClient> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await connect(target);
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(100);
    }
  }
}

async function publishedPort(name: string): Promise<number> {
  const { body } = await engine('GET', `/containers/${name}/json`);
  const said: { NetworkSettings: { Ports: Record<string, { HostPort: string }[]> } } = JSON.parse(body.toString());
  return Number(said.NetworkSettings.Ports[`${PORT}/tcp`]?.[0]?.HostPort);
}

/** A certificate authority, and certificates that it signed for the daemon and for the client. */
function certificates(directory: string): Buildkitd['tcp']['tls'] {
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  run('req', '-x509', ...key, '-days', '2', '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=test authority');
  for (const name of ['server', 'client']) {
    const extensions = sourceDirectory({ ext: 'subjectAltName=IP:127.0.0.1,DNS:localhost' });
    run('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
    run('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signed, '-extfile', join(extensions, 'ext'));
  }
  const read = (path: string) => readFileSync(join(directory, path));
  return { ca: read('ca.pem'), cert: read('client.pem'), key: read('client.key') };
}

/** `buildctl dial-stdio` in the container, as a stream of bytes. */
function execStream(name: string): Buildkitd['stream'] {
  let received = 0;
  const open = async () => {
    const command = { AttachStdin: true, AttachStdout: true, AttachStderr: true, Cmd: ['buildctl', 'dial-stdio'] };
    const { status, body } = await engine('POST', `/containers/${name}/exec`, command);
    const said: { Id: string; message?: string } = JSON.parse(body.toString());
    if (status !== 201) throw new Error(said.message ?? `status ${status}`);
    const socket = await hijack(`/exec/${said.Id}/start`);
    socket.on('data', (chunk: Buffer) => (received += chunk.length)).pause();
    return demultiplexed(socket);
  };
  return { kind: 'stream', label: `buildctl dial-stdio in ${name}`, open, received: () => received };
}

/** An engine call whose connection becomes the stream. */
function hijack(path: string): Promise<Socket> {
  const headers = { 'content-type': 'application/json', connection: 'Upgrade', upgrade: 'tcp' };
  const call = httpRequest({ socketPath: SOCKET, method: 'POST', path, headers });
  call.end(JSON.stringify({ Detach: false, Tty: false }));
  return new Promise((resolve, reject) => {
    call.once('error', reject).once('response', ({ statusCode }) => reject(new Error(`exec: status ${statusCode}`)));
    call.once('upgrade', (_response, socket: Socket, head) => {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
  });
}

/**
 * The engine frames what a process prints: 8 bytes (which stream, length), then the bytes. Output
 * on stderr is treated as an error.
 */
function demultiplexed(socket: Socket): Duplex {
  let pending: Buffer = Buffer.alloc(0);
  let complaint = '';
  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= 8 && pending.length >= 8 + pending.readUInt32BE(4)) {
      const payload = pending.subarray(8, 8 + pending.readUInt32BE(4));
      if (pending[0] === 2) complaint += payload.toString();
      else if (!stream.push(payload)) socket.pause();
      pending = pending.subarray(8 + payload.length);
    }
  });
  socket.on('error', (error) => stream.destroy(error));
  socket.on('end', () => (complaint === '' ? stream.push(null) : stream.destroy(new Error(complaint.trim()))));
  socket.on('close', () => stream.destroy());
  return stream;
}

/** An image of the engine as an OCI layout. */
export interface Layout {
  readonly ref: string;
  readonly store: ContentStore;
  /** Digest and offset of each piece that was read from it. */
  readonly reads: { readonly digest: string; readonly offset: number }[];
  /** Digests of its layers. */
  readonly layers: readonly string[];
}

/**
 * Makes a layout from the output of `docker save`: uncompressed layers and a manifest written here.
 */
export async function layoutOf(image: string): Promise<Layout> {
  const { body } = await engine('GET', `/images/${image}/get`);
  const files = untar(body, (name) => name);
  const [saved]: [{ Config: string; Layers: string[] }] = JSON.parse(String(files.get('manifest.json')?.content));
  const blobs = new Map<string, Buffer>();
  const add = (path: string, mediaType: string) => {
    const content = files.get(path)?.content ?? Buffer.of();
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    blobs.set(digest, content);
    return { mediaType, digest, size: content.length };
  };
  const config = add(saved.Config, 'application/vnd.oci.image.config.v1+json');
  const layers = saved.Layers.map((path) => add(path, 'application/vnd.oci.image.layer.v1.tar'));
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config, layers }));
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
  blobs.set(digest, manifest);
  const reads: { digest: string; offset: number }[] = [];
  const store: ContentStore = {
    info: async (wanted) => {
      const size = blobs.get(wanted)?.length;
      return size === undefined ? undefined : { size };
    },
    async *read(wanted, offset, size) {
      reads.push({ digest: wanted, offset });
      yield blobs.get(wanted)?.subarray(offset, offset + size) ?? Buffer.of();
    },
  };
  return { ref: `local/base@${digest}`, store, reads, layers: layers.map((layer) => layer.digest) };
}

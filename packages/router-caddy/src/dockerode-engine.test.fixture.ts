/**
 * The router's container verbs over dockerode, for the tests of this package only: short, without
 * retries.
 */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { SmolfaasError } from '@smolfaas/core';
import Docker from 'dockerode';
import type { RouterEngine, ContainerFacts } from './router-engine.js';
import { at, textAt } from './json-path.js';

export const docker = new Docker();

/** Turns engine failures into `engine-error`, as the interface promises. */
async function asked<T>(call: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const message = textAt(cause, 'json', 'message') || textAt(cause, 'message');
    throw new SmolfaasError('engine-error', { call, status: Number(at(cause, 'statusCode') ?? 0), message }, { cause });
  }
}

async function inspect(id: string): Promise<ContainerFacts | undefined> {
  const info = await docker.getContainer(id).inspect();
  const ports = Object.entries(info.NetworkSettings.Ports ?? {}).flatMap(([port, bindings]) =>
    (bindings ?? []).map((b) => ({
      ip: b.HostIp,
      hostPort: Number(b.HostPort),
      containerPort: Number.parseInt(port, 10),
    })),
  );
  const { Running: running, Restarting: restarting, ExitCode: exitCode, OOMKilled: oomKilled } = info.State;
  const { Env: env, Labels: labels } = info.Config;
  const aliases = Object.values(info.NetworkSettings.Networks).flatMap(({ Aliases }) => Aliases ?? []);
  return { id: info.Id, running, restarting, exitCode, oomKilled, env, labels, ports, aliases };
}

async function exec(id: string, argv: readonly string[]) {
  const run = await docker.getContainer(id).exec({ Cmd: [...argv], AttachStdout: true, AttachStderr: true });
  const { stdout, stderr } = unframed(await buffer(await run.start({})));
  return { exitCode: (await run.inspect()).ExitCode ?? -1, stdout, stderr };
}

/**
 * Docker frames the output of containers without a terminal: stream number, three zero bytes,
 * length, bytes.
 */
function unframed(bytes: Buffer) {
  const parts = { stdout: '', stderr: '' };
  for (let start = 0; start + 8 <= bytes.length; start += 8 + bytes.readUInt32BE(start + 4)) {
    parts[bytes[start] === 2 ? 'stderr' : 'stdout'] += bytes
      .subarray(start + 8, start + 8 + bytes.readUInt32BE(start + 4))
      .toString();
  }
  return parts;
}

async function remove(id: string, graceMs: number): Promise<void> {
  const container = docker.getContainer(id);
  await container.stop({ t: Math.ceil(graceMs / 1000) }).catch(() => undefined);
  await container.remove({ force: true }).catch(() => undefined);
}

export const dockerodeEngine: RouterEngine = {
  isLocal: true,
  create: async (name, body) => (await asked('create', docker.createContainer({ ...body, name }))).id,
  start: async (id) => void (await asked('start', docker.getContainer(id).start())),
  inspect: (id) => asked('inspect', inspect(id)),
  remove,
  putArchive: async (id, path, tar) => {
    await asked('archive', docker.getContainer(id).putArchive(Readable.from([Buffer.from(tar)]), { path }));
  },
  getArchive: async (id, path) => buffer(await asked('archive', docker.getContainer(id).getArchive({ path }))),
  exec: (id, argv) => asked('exec', exec(id, argv)),
  openExec: () => Promise.reject(new Error('the way through the container is tested in @smolfaas/engine-docker')),
  logTail: async (id, tail) => {
    const { stdout, stderr } = unframed(await docker.getContainer(id).logs({ stdout: true, stderr: true, tail }));
    return (stdout + stderr).trim().split('\n');
  },
  imageId: async (reference) => (await docker.listImages({ filters: { reference: [reference] } }))[0]?.Id,
  pull: async (reference) => {
    try {
      const stream = await docker.pull(reference);
      await new Promise((done, failed) =>
        docker.modem.followProgress(stream, (error) => (error ? failed(error) : done(0))),
      );
    } catch (error) {
      const facts = { reference, registry: '', why: 'unknown', fetcher: 'engine', message: String(error) } as const;
      throw new SmolfaasError('image-pull-failed', facts);
    }
  },
};

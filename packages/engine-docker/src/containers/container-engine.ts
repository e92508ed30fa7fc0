/**
 * ContainerEngine over one connection: the verbs for containers that are not functions. This file
 * knows neither router nor builder.
 *
 *   GET /containers/<id>/archive?path=…    200, a tar archive | 404
 *   GET /volumes/<name>                    200 | 404
 */
import { buffer } from 'node:stream/consumers';
import type { Labels } from '@smolfaas/core';
import type { ContainerEngine, ContainerFacts } from '@smolfaas/core/container-engine.js';
import type { ContainerInspectInfo } from 'dockerode';
import type { RegistryLogins } from '../registry-logins.js';
import type { Connection } from '../connection/connection.js';
import { statusOf } from '../connection/failure.js';
import { createContainer } from './create-container.js';
import { lastLines } from './diagnose/diagnose.js';
import { execInContainer } from './exec-in-container.js';
import { openExec } from './exec-stream.js';
import { imageId } from '../images/images.js';
import { inspectContainer } from './inspect-container.js';
import { makeVolumes } from '../volumes/make-volumes.js';
import { pullImage } from '../images/pull-image.js';
import { unlessMissing } from '../connection/unless-missing.js';
import { removeContainer } from './remove-container.js';

/** The verbs of one engine; `logins` are for its pulls. */
export function containerEngine(engine: Connection, logins: RegistryLogins): ContainerEngine {
  return {
    isLocal: engine.endpoint.address.kind === 'socket',
    async create(name, body, signal) {
      await makeVolumes(engine, body, signal);
      return createContainer(engine, name, body, signal);
    },
    start: (id, signal) => start(engine, id, signal),
    inspect: (id, signal) => inspect(engine, id, signal),
    remove: (id, graceMs, signal) => removeContainer(engine, id, graceMs, signal),
    putArchive: (id, path, tar, signal) => putArchive(engine, id, path, tar, signal),
    getArchive: (id, path, signal) => getArchive(engine, id, path, signal),
    exec: (id, argv, signal) => execInContainer(engine, id, argv, signal),
    openExec: (id, argv, signal) => openExec(engine, id, argv, signal),
    logTail: (id, lines, signal) => lastLines(engine, id, lines, signal),
    volumeLabels: (name, signal) => volumeLabels(engine, name, signal),
    imageId: (reference, signal) => imageId(engine, reference, signal),
    pull: (reference, signal) => pullImage(engine, logins, reference, signal),
  };
}

/** 304: it is running already. */
async function start(engine: Connection, id: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.call(`start container ${id}`, signal, (docker, abortSignal) =>
      docker.getContainer(id).start({ abortSignal }),
    );
  } catch (error) {
    if (statusOf(error) !== 304) throw error;
  }
}

async function inspect(engine: Connection, id: string, signal: AbortSignal): Promise<ContainerFacts | undefined> {
  const info = await inspectContainer(engine, id, signal);
  return info && factsOf(info);
}

/** Pure. The engine keys published ports by `<port>/<protocol>`. */
function factsOf({ Id, State, Config, NetworkSettings }: ContainerInspectInfo): ContainerFacts {
  const ports = Object.entries(NetworkSettings.Ports ?? {}).flatMap(([key, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => ({
      ip: HostIp,
      hostPort: Number(HostPort),
      containerPort: Number.parseInt(key, 10),
    })),
  );
  return {
    id: Id,
    running: State.Running,
    restarting: State.Restarting,
    exitCode: State.ExitCode,
    oomKilled: State.OOMKilled,
    env: Config.Env ?? [],
    labels: Config.Labels ?? {},
    ports,
    aliases: Object.values(NetworkSettings.Networks ?? {}).flatMap(({ Aliases }) => Aliases ?? []),
  };
}

async function putArchive(
  engine: Connection,
  id: string,
  path: string,
  tar: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  await engine.call(`copy files into container ${id}`, signal, (docker, abortSignal) =>
    docker.getContainer(id).putArchive(Buffer.from(tar), { path, abortSignal }),
  );
}

async function getArchive(
  engine: Connection,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  const read = engine.call(`read ${path} in container ${id}`, signal, async (docker, abortSignal) =>
    buffer(await docker.getContainer(id).getArchive({ path, abortSignal })),
  );
  return await unlessMissing(read);
}

async function volumeLabels(engine: Connection, name: string, signal: AbortSignal): Promise<Labels | undefined> {
  const call = `inspect volume ${name}`;
  const found = await unlessMissing(engine.call(call, signal, (docker) => docker.getVolume(name).inspect()));
  return found && (found.Labels ?? {});
}

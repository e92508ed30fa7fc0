/**
 * Container verbs for whoever runs a container that is no function, such as the router: bodies come ready-made.
 *
 * Place in the flow: the composition root hands these to the other rooms, which declare what they need as an interface of their
 * own. Nothing here knows what a router is.
 */
import type { Duplex } from 'node:stream';
import type { PublishedPort } from '@smolfaas/core';
import type { ContainerInspectInfo } from 'dockerode';
import type { RegistryLogins } from '../registry-logins.js';
import type { Connection } from './connection/connection.js';
import { statusOf } from './connection/failure.js';
import { createContainer } from './create-container.js';
import { lastLines } from './diagnose/diagnose.js';
import { type ExecResult, execInContainer } from './exec-in-container.js';
import { openExec } from './exec-stream.js';
import { hasImage } from './images.js';
import { inspectContainer } from './inspect-container.js';
import { makeVolumes } from './make-volumes.js';
import { pullImage } from './pull-image.js';
import { removeContainer } from './remove-container.js';
import { renameContainer } from './rename-container.js';

/** How one container stands. */
export interface ContainerFacts {
  readonly id: string;
  readonly running: boolean;
  /** True between two attempts of the restart policy. */
  readonly restarting: boolean;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** `NAME=value`, as it was created with. */
  readonly env: readonly string[];
  /** Published ports as they are now; none while it does not run. */
  readonly ports: readonly PublishedPort[];
}

/** The verbs; each may throw `engine-*`, and goes by id except `create`. */
export interface Containers {
  /** Whether the engine runs on this machine, as far as its address tells: only then are ports that it publishes on loopback ours. */
  readonly isLocal: boolean;
  /** @throws SmolfaasError engine-error with status 404 when the image is missing; foreign-object for a taken name */
  create(name: string, body: object, signal: AbortSignal): Promise<string>;
  start(id: string, signal: AbortSignal): Promise<void>;
  /** Undefined when there is no such container. */
  inspect(id: string, signal: AbortSignal): Promise<ContainerFacts | undefined>;
  remove(id: string, graceMs: number, signal: AbortSignal): Promise<void>;
  rename(id: string, name: string, signal: AbortSignal): Promise<void>;
  /** Unpacks a tar archive at `path`, also before the first start. */
  putArchive(id: string, path: string, tar: Uint8Array, signal: AbortSignal): Promise<void>;
  exec(id: string, argv: readonly string[], signal: AbortSignal): Promise<ExecResult>;
  /** A byte stream to a command's input and output. */
  openExec(id: string, argv: readonly string[], signal: AbortSignal): Promise<Duplex>;
  logTail(id: string, lines: number, signal: AbortSignal): Promise<readonly string[]>;
  /** Whether the engine has the image already, under this name or id. */
  hasImage(reference: string, signal: AbortSignal): Promise<boolean>;
  /** With the user's login. @throws SmolfaasError image-pull-failed, registry-login-failed */
  pull(reference: string, signal: AbortSignal): Promise<void>;
}

/** The verbs of one engine; `logins` are for its pulls. */
export function containers(engine: Connection, logins: RegistryLogins): Containers {
  return {
    isLocal: engine.endpoint.address.kind === 'socket',
    async create(name, body, signal) {
      await makeVolumes(engine, body, signal);
      return createContainer(engine, name, body, signal);
    },
    start: (id, signal) => start(engine, id, signal),
    inspect: (id, signal) => inspect(engine, id, signal),
    remove: (id, graceMs, signal) => removeContainer(engine, id, graceMs, signal),
    rename: (id, name, signal) => renameContainer(engine, id, name, signal),
    putArchive: (id, path, tar, signal) => putArchive(engine, id, path, tar, signal),
    exec: (id, argv, signal) => execInContainer(engine, id, argv, signal),
    openExec: (id, argv, signal) => openExec(engine, id, argv, signal),
    logTail: (id, lines, signal) => lastLines(engine, id, lines, signal),
    hasImage: (reference, signal) => hasImage(engine, reference, signal),
    pull: (reference, signal) => pullImage(engine, logins, reference, signal),
  };
}

/** 304: it runs already. */
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
    ports,
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

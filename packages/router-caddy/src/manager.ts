/**
 * CaddyManager: makes sure that the requested router container runs, and returns a link to it
 * (stage 10, before any function is probed).
 *
 * | found                                  | action                                            |
 * |----------------------------------------|---------------------------------------------------|
 * | nothing                                | create, start                                     |
 * | same spec hash, name, network, running | nothing                                           |
 * | same, but stopped                      | start: Caddy resumes what it saved                |
 * | anything else                          | read its routes, remove it, recreate it with them |
 * |                                        | on the same volume                                |
 *
 * Invariants:
 *  1. The token exists only in the container's environment, so the link can be found again without
 *     a database.
 *  2. A container that could not be started is removed again.
 *  3. A running router is removed only once the new image is present.
 */
import { randomBytes } from 'node:crypto';
import {
  type CaddyManager,
  isAttached,
  isSmolfaasError,
  LABEL,
  type NamesSpec,
  type ObservedContainer,
  type RouterLink,
  type RouterSpec,
  type RouteTable,
  SmolfaasError,
} from '@smolfaas/core';
import { awaitControl, linkTo } from './await-control.js';
import { emptyTable, renderConfig } from './config.js';
import type { RouterEngine } from './router-engine.js';
import { BOOT_FILE, DATA_DIR, SAVED_FILE } from './container-layout.js';
import { routerCreateBody, routerSpecHash } from './create-body.js';
import { AWAIT_LISTENER, namesCreateBody } from './names-body.js';
import { ensureImage } from './ensure-image.js';
import { probePorts } from './probe-ports.js';
import { rootCertificate } from './root-certificate.js';
import { startFailure } from './start-failure.js';
import { tar } from '@smolfaas/core/tar.js';
import { routeFiles } from './write-routes.js';

/** Caddy has this long to finish open requests when its container is replaced. */
const STOP_GRACE_MS = 5_000;

/** The manager for one engine. It keeps no state. */
export function createCaddyManager(engine: RouterEngine): CaddyManager {
  return {
    specHash: routerSpecHash,
    published: (spec, observed, host, signal) => probePorts(engine, spec, observed, host, signal),
    rootCertificate: (observed, signal) => rootCertificate(engine, observed, signal),
    async link(observed, signal) {
      if (observed?.state !== 'running') return undefined;
      const facts = await engine.inspect(observed.id, signal);
      return facts && linkTo(engine, observed.name, facts);
    },
    startNames: (spec, signal) => startNames(engine, spec, signal),
    async ensure(spec, observed, signal) {
      if (!observed) return resume(engine, spec, signal);
      if (isAsWanted(spec, observed)) return wake(engine, spec, observed, signal);
      return replace(engine, spec, observed, signal);
    },
  };
}

/** Creates a names container and waits until it listens. @throws router-failed, engine-* */
async function startNames(engine: RouterEngine, spec: NamesSpec, signal: AbortSignal): Promise<void> {
  const { name } = spec;
  const id = await engine.create(name, namesCreateBody(spec), signal);
  try {
    await start(engine, name, id, signal);
    const { exitCode } = await engine.exec(id, AWAIT_LISTENER, signal);
    if (exitCode === 0) return;
    throw new SmolfaasError('router-failed', {
      name,
      message: 'it does not listen',
      log: await engine.logTail(id, 20, signal),
    });
  } catch (error) {
    await engine.remove(id, 0, AbortSignal.timeout(10_000));
    throw error;
  }
}

/** States in which a start, or no action at all, is enough to get a running container. */
const USABLE: ReadonlySet<string> = new Set(['created', 'running', 'restarting', 'exited']);

function isAsWanted(spec: RouterSpec, observed: ObservedContainer): boolean {
  const sameSpec = observed.labels[LABEL.specHash] === routerSpecHash(spec);
  const { networkId, network: name } = spec;
  const attached =
    networkId === undefined ? observed.networks.includes(name) : isAttached(observed, { id: networkId, name });
  return sameSpec && observed.name === spec.name && attached && USABLE.has(observed.state);
}

/** Leaves a running container alone. Replaces one that does not become ready. */
async function wake(engine: RouterEngine, spec: RouterSpec, observed: ObservedContainer, signal: AbortSignal) {
  if (observed.state === 'created') return replace(engine, spec, observed, signal);
  try {
    if (observed.state === 'exited') await start(engine, spec.name, observed.id, signal);
    return await awaitControl(engine, spec.name, observed.id, signal);
  } catch (error) {
    if (!isSmolfaasError(error, 'router-failed')) throw error;
    await engine.remove(observed.id, STOP_GRACE_MS, signal);
    return resume(engine, spec, signal);
  }
}

async function replace(engine: RouterEngine, spec: RouterSpec, observed: ObservedContainer, signal: AbortSignal) {
  await ensureImage(engine, spec.image, signal);
  const table = await tableOf(engine, observed, signal);
  await engine.remove(observed.id, STOP_GRACE_MS, signal);
  return table ? create(engine, spec, { ...table, httpsPort: spec.httpsPort }, signal) : resume(engine, spec, signal);
}

/**
 * Creates a container that resumes from the volume. If Caddy cannot (it saves its configuration in
 * place, so a power failure may truncate it), it starts with an empty table. The next push sends
 * the routes.
 */
async function resume(engine: RouterEngine, spec: RouterSpec, signal: AbortSignal): Promise<RouterLink> {
  try {
    return await create(engine, spec, undefined, signal);
  } catch (error) {
    if (!isSmolfaasError(error, 'router-failed')) throw error;
    return create(engine, spec, emptyTable(spec.httpsPort), signal);
  }
}

/**
 * The table of the old router; undefined when it does not respond. Its volume still holds the table
 * then.
 */
async function tableOf(
  engine: RouterEngine,
  observed: ObservedContainer,
  signal: AbortSignal,
): Promise<RouteTable | undefined> {
  const facts = await engine.inspect(observed.id, signal);
  const link = facts && linkTo(engine, observed.name, facts);
  try {
    const state = await link?.read(signal);
    return state?.table.addr ? state.table : undefined;
  } catch (error) {
    if (isSmolfaasError(error, 'router-unreachable')) return undefined;
    throw error;
  }
}

/** If present, `table` replaces the configuration that Caddy saved last in the volume. */
async function create(
  engine: RouterEngine,
  spec: RouterSpec,
  table: RouteTable | undefined,
  signal: AbortSignal,
): Promise<RouterLink> {
  await ensureImage(engine, spec.image, signal);
  const token = randomBytes(32).toString('hex');
  const id = await engine.create(spec.name, routerCreateBody(spec, token), signal);
  try {
    await engine.putArchive(id, DATA_DIR, tar(bootFiles(spec, table)), signal);
    await start(engine, spec.name, id, signal);
    return await awaitControl(engine, spec.name, id, signal);
  } catch (error) {
    await engine.remove(id, 0, AbortSignal.timeout(10_000));
    throw error;
  }
}

function bootFiles(spec: RouterSpec, table: RouteTable | undefined) {
  const file = (name: string, content: RouteTable) => ({
    name,
    mode: 0o600,
    content: JSON.stringify(renderConfig(content)),
  });
  const boot = file(BOOT_FILE, emptyTable(spec.httpsPort));
  return table ? [boot, file(SAVED_FILE, table), ...routeFiles(table.routes)] : [boot];
}

async function start(engine: RouterEngine, name: string, id: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.start(id, signal);
  } catch (error) {
    throw startFailure(name, error);
  }
}

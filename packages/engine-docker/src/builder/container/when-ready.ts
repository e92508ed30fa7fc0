/**
 * Waits until the daemon in a started container responds, and keeps the connection.
 *
 *   SmolFaaS -> engine   exec `buildctl dial-stdio` in the container
 *                        a byte stream to the daemon's socket, without any published port
 *   SmolFaaS -> daemon   Control/ListWorkers over it
 *                        a response: ready; no socket yet: retry in a moment
 */
import { type BuilderPrivileges, pause, SmolfaasError } from '@smolfaas/core';
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';
import { sharedClient, type SharedClient } from '../shared-client.js';
import { dialCommand } from './layout.js';

/** A builder container, as the engine identifies it. */
export interface DaemonContainer {
  readonly id: string;
  readonly name: string;
  readonly privileges: BuilderPrivileges;
}

/** A builder container whose daemon responds. */
export interface RunningDaemon extends DaemonContainer {
  readonly client: SharedClient;
}

const LIMIT_MS = 20_000;
const PAUSE_MS = 100;
const LOG_LINES = 20;

/** @throws builder-failed when the container exits or its daemon does not respond, engine-* */
export async function whenReady(
  engine: ContainerEngine,
  container: DaemonContainer,
  signal: AbortSignal,
): Promise<RunningDaemon> {
  const { id, name, privileges } = container;
  const client = sharedClient({
    kind: 'stream',
    label: `container ${name}`,
    open: (dialling) => engine.openExec(id, dialCommand(privileges), dialling),
  });
  const giveUpAt = performance.now() + LIMIT_MS;
  for (;;) {
    try {
      await client.get(signal);
      return { ...container, client };
    } catch (error) {
      signal.throwIfAborted();
      const facts = await engine.inspect(id, signal);
      if (facts?.running === true && performance.now() < giveUpAt) {
        await pause(PAUSE_MS, signal);
        continue;
      }
      client.close();
      throw await failure(
        engine,
        container,
        facts?.running === true ? 'its daemon does not answer' : ended(facts),
        error,
      );
    }
  }
}

const ended = (facts: { exitCode: number } | undefined): string =>
  facts === undefined ? 'its container is gone' : `it ended with code ${facts.exitCode}`;

async function failure(engine: ContainerEngine, { id, name }: DaemonContainer, why: string, cause: unknown) {
  const log = await engine.logTail(id, LOG_LINES, AbortSignal.timeout(5_000)).catch(() => []);
  const last = log.findLast((line) => /error/i.test(line));
  const message = last === undefined ? why : `${why}: ${last}`;
  return new SmolfaasError('builder-failed', { name, message, log }, { cause });
}

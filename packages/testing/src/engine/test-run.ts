/**
 * The context of one run on an engine: a random project id, its labels and names, one network and
 * one router. Examples receive requests through this router, as functions of SmolFaaS do.
 *
 * Invariants:
 *   1. Everything that is made has the project's label or the run's name. So `close` finds it by
 *      querying the engine, not by remembering.
 *   2. Nothing is made before the first check needs it.
 */
import { randomBytes } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LABEL, type Labels, type Observed, type Project, type RouterLink } from '@smolfaas/core';
import { routerSpec } from '@smolfaas/core/stages.js';
import { sweep } from '../managers/sweep.js';
import type { EngineTools } from '../engine-tools.js';

/** A run's names and what it has opened so far. */
export interface TestRun {
  /** Prefix of every name, and the project's id. */
  readonly run: string;
  readonly project: Project;
  /** A directory for sources, made by the code that writes the first one; `close` removes it. */
  readonly directory: string;
  /** Aborted by `close`. */
  readonly signal: AbortSignal;
  /** What the engine has; queried on each call. */
  readonly observe: () => Promise<Observed>;
  /** Opens network and router once; both exist when it resolves. */
  readonly link: () => Promise<RouterLink>;
  readonly close: () => Promise<void>;
}

/** Makes the names; touches the engine only when a check needs it. */
export function startTestRun({ engine }: EngineTools): TestRun {
  const run = `smolfaas-test-${randomBytes(4).toString('hex')}`;
  const directory = join(realpathSync(tmpdir()), run);
  const project = { id: run, functionsDir: directory };
  const stop = new AbortController();
  const { signal } = stop;
  const names = { containerNames: [`${run}-router`], networkName: run, volumeNames: [`${run}-router-data`] };
  const observe = (within: AbortSignal) => engine.observe(names, within);
  let opening: Promise<RouterLink> | undefined;
  return {
    run,
    project,
    directory,
    signal,
    observe: () => observe(signal),
    link: () => (opening ??= openRouter(engine, project, signal, observe)),
    async close() {
      stop.abort(new Error('the suite was closed'));
      rmSync(directory, { recursive: true, force: true });
      await sweep(engine, run, names);
    },
  };
}

async function openRouter(
  engine: EngineTools['engine'],
  project: Project,
  signal: AbortSignal,
  observe: (within: AbortSignal) => Promise<Observed>,
): Promise<RouterLink> {
  const { id } = project;
  await engine.networks.ensure(id, labelsOf(project, 'network'), signal);
  // Port 0: the engine picks a free one. No client uses it; the checks send their requests over the
  // control link.
  const settings = {
    caddyName: `${id}-router`,
    network: id,
    httpPort: 0,
    httpsPort: 0,
    bind: ['127.0.0.1'],
    bases: {},
  };
  const { images } = await observe(signal);
  return engine.router.ensure(routerSpec(settings, project, images), undefined, signal);
}

function labelsOf(project: Project, role: string): Labels {
  return { [LABEL.project]: project.id, [LABEL.functionsDir]: project.functionsDir, [LABEL.role]: role };
}

/**
 * Stages 0 and 4: find out whose project this is and what the engine has, without changing anything.
 *
 * The engine is asked once, and all decisions of the run come from that one answer. `up`, `down` and `check` begin
 * alike; only what each does about a missing project differs.
 */
import { existsSync } from 'node:fs';
import { isSmolfaasError } from '../../contract/errors.js';
import type { Project } from '../../contract/labels.js';
import type { Observed } from '../../contract/observed.js';
import type { PipelineContext } from '../../contract/pipeline.js';
import type { Settings } from '../../contract/settings.js';
import { builderVolume, routerVolume, settledName } from '../object-names.js';
import { ownRouter } from '../own-objects.js';
import { knownProject } from './project-identity.js';
import type { Home } from './home.js';
import type { RouterView, Site } from './site.js';

/** One list call per kind. `functions` are those whose container names must be seen even if somebody else holds them. */
export async function observe(context: PipelineContext, functions: readonly string[]): Promise<Observed> {
  const { settings, engine, emit, signal } = context;
  const { caddyName, buildkitName, imagePrefix, network } = settings;
  const scope = {
    containerNames: [caddyName, buildkitName, ...functions.map((fn) => settledName(imagePrefix, fn))],
    networkName: network,
    volumeNames: [routerVolume(caddyName), builderVolume(buildkitName)],
  };
  const observed = await engine.functions.observe(scope, signal);
  emit({ type: 'engine', endpoint: observed.engine.endpoint, version: observed.engine.version });
  return observed;
}

/** The names that every run with these settings needs. A builder container that may not be needed is looked at when it is. */
export function neededNames({ caddyName: router, network, imagePrefix, buildkitName, builder }: Settings) {
  return { router, network, imagePrefix, builder: builder.kind === 'container' ? buildkitName : undefined };
}

/** The project that the database and the engine's labels agree on. @throws project-conflict */
export function identify(
  { settings }: PipelineContext,
  observed: Observed,
  recorded: Project | undefined,
  functions: readonly string[],
  functionsDir: string,
): Project | undefined {
  const names = neededNames(settings);
  return knownProject({ recorded, observed, names, functions, functionsDir, exists: existsSync });
}

/** The router, and its routes where it runs and answers. One that does not answer is for decide to deal with. */
export async function viewRouter(context: PipelineContext, observed: Observed, project: Project): Promise<RouterView> {
  const { engine, settings, signal } = context;
  const container = ownRouter(observed, project, settings.caddyName);
  try {
    const link = await engine.router.link(container, signal);
    return { container, link, state: await link?.read(signal) };
  } catch (error) {
    if (!isSmolfaasError(error, 'router-unreachable')) throw error;
    return { container, link: undefined, state: undefined };
  }
}

/** The whole view for runs that start from what is left: undefined when neither database nor engine knows a project. */
export async function lookAround(context: PipelineContext, home: Home): Promise<Site | undefined> {
  const recorded = home.state?.generations.map((record) => record.function) ?? [];
  const functions = [...new Set([...home.directories, ...recorded])];
  const observed = await observe(context, functions);
  const project = identify(context, observed, home.state?.project, functions, home.functionsDir);
  return project && { context, project, observed, router: await viewRouter(context, observed, project) };
}

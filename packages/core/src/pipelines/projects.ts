/**
 * `smolfaas projects`: all projects on this engine. Like `check`, it changes nothing and takes no
 * lock. It works in any directory, because labels have everything it needs.
 */
import { isSmolfaasError } from '../contract/errors.js';
import { LABEL } from '../contract/labels.js';
import type { Observed } from '../contract/observed.js';
import type { ListedProject } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { type EngineProject, engineProjects, isGone } from '../observed/engine-projects.js';

/** What the list needs of a run. */
export type ProjectsContext = Pick<PipelineContext, 'engine' | 'signal'>;

/** Sorted by directory. @throws engine-*, interrupted */
export async function projects(context: ProjectsContext): Promise<readonly ListedProject[]> {
  const observed = await observeAll(context);
  return await Promise.all(engineProjects(observed).map((one) => listed(one, observed, context)));
}

/** Objects of all projects, without an inspection of single containers. */
export async function observeAll({ engine, signal }: ProjectsContext): Promise<Observed> {
  return await engine.observe({ containerNames: [], networkName: '', volumeNames: [], project: '-' }, signal);
}

async function listed(project: EngineProject, observed: Observed, context: ProjectsContext): Promise<ListedProject> {
  const { id, functionsDir, name, containers } = project;
  const running = containers.filter(({ state }) => state === 'running');
  const known = [...containers, ...observed.images].filter(({ labels }) => labels[LABEL.project] === id);
  const state = running.length > 0 ? 'up' : containers.length > 0 ? 'stopped' : 'down';
  return {
    id,
    ...(name !== undefined && { name }),
    functionsDir,
    gone: isGone(project, observed),
    state,
    functions: { running: functionsOf(running), all: functionsOf(known) },
    urls: await urlsOf(project, context),
  };
}

function functionsOf(objects: readonly { readonly labels: Readonly<Record<string, string>> }[]): number {
  return new Set(objects.flatMap(({ labels }) => labels[LABEL.function] ?? [])).size;
}

/** The router says for which host name it answers, and on which port. */
async function urlsOf({ containers }: EngineProject, { engine, signal }: ProjectsContext): Promise<readonly string[]> {
  const router = containers.find(({ labels }) => labels[LABEL.role] === 'router');
  try {
    const link = await engine.router.link(router, signal);
    const { table } = (await link?.read(signal)) ?? {};
    if (table === undefined) return [];
    return [`https://${table.addr}${table.httpsPort === 443 ? '' : `:${table.httpsPort}`}`];
  } catch (error) {
    if (!isSmolfaasError(error, 'router-unreachable')) throw error;
    return [];
  }
}

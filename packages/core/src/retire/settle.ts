/**
 * Stage 12, retire: after the switch, remove leftovers, settle names and record the result.
 *
 *     drain and remove leftovers  ->  give serving containers their settled names  ->  record all
 *
 * The order matters. A settled name is free only after the old container is removed. A record means
 * "done", so it is written last, for all functions in one transaction. If a run ends in between,
 * the next run recognises the containers by their labels and finishes (decide's `adopt`). Of a
 * removed function, a record without directory and container is left, which the next run deletes
 * (decide's `remove`).
 */
import type { RouterLink } from '../contract/caddy-manager.js';
import { isSmolfaasError } from '../contract/errors.js';
import { isAbout } from '../contract/pipeline.js';
import { boundedMap } from '../async/bounded-map.js';
import { canonicalJson } from '../desired/canonical-hash.js';
import { probeTarget } from '../observed/function-containers.js';
import { settledName } from '../desired/object-names.js';
import type { Observation } from '../observed/observed-project.js';
import type { DeployTools } from '../deploy/deploy-tools.js';
import type { Deployment } from '../deploy/deployment.js';
import { retire } from './retire.js';
import { verdictsOf } from './verdicts.js';

export interface SettleTools extends Pick<DeployTools, 'observation' | 'store' | 'recorded' | 'tried'> {
  /** Undefined when no router runs. */
  readonly link: RouterLink | undefined;
  /** For a restart, which says nothing about any source. */
  readonly keepsRejections?: boolean;
}

/**
 * Settles all functions at once: draining is waiting, not work. A failure is reported with its
 * function.
 */
export async function settleAll(deployments: readonly Deployment[], tools: SettleTools): Promise<Deployment[]> {
  const { signal } = tools.observation.context;
  const settled = await boundedMap(deployments, deployments.length, signal, async (deployment) => {
    try {
      await settle(deployment, tools);
      return deployment;
    } catch (error) {
      signal.throwIfAborted();
      return failed(deployment, error, tools);
    }
  });
  return recordAll(settled, tools);
}

function failed(deployment: Deployment, error: unknown, { observation }: SettleTools): Deployment {
  if (!isSmolfaasError(error)) throw error;
  observation.context.emit({ type: 'failure', function: deployment.function, error });
  return { ...deployment, status: 'failed', error };
}

/**
 * Records what serves now and what was rejected, and deletes the records of removed functions, if
 * anything changed.
 */
function recordAll(settled: readonly Deployment[], tools: SettleTools): Deployment[] {
  const { store, recorded, tried } = tools;
  const isNews = ({ function: fn, status, serving }: Deployment): boolean =>
    status === 'removed' ||
    (status !== 'failed' && serving !== undefined && canonicalJson(recorded.get(fn)) !== canonicalJson(serving.record));
  const news = settled.filter(isNews);
  const { context } = tools.observation;
  const known =
    tools.keepsRejections === true ? [] : store.rejections().filter((one) => isAbout(context, one.function));
  const { rejected, lifted } = verdictsOf(settled, { recorded, tried, known, now: context.now() });
  if (news.length + rejected.length + lifted.length === 0) return [...settled];
  try {
    store.together(() => {
      for (const { function: fn, status, serving } of news) {
        if (serving !== undefined) store.record(serving.record);
        if (status === 'removed') store.forget(fn);
      }
      for (const rejection of rejected) store.reject(rejection);
      for (const fn of lifted) store.liftRejection(fn);
    });
    return [...settled];
  } catch (error) {
    return settled.map((one) => (isNews(one) ? failed(one, error, tools) : one));
  }
}

async function settle(deployment: Deployment, { observation, link }: SettleTools): Promise<void> {
  const { engine, settings, emit, now, signal } = observation.context;
  const { function: fn, serving } = deployment;
  const tools = { functions: engine.functions, link, now, signal, drainTimeoutMs: settings.drainTimeoutMs };
  await boundedMap(deployment.retire, deployment.retire.length, signal, async (old) => {
    await retire(old, probeTarget(old, settings.imagePrefix), tools);
    emit({ type: 'removed', kind: 'container', name: old.name });
  });
  const renamed = observation.observed.engine.fixedNames === true ? [] : (serving?.instances ?? []);
  for (const { instance, containerId, name } of renamed) {
    const settled = settledName(settings.imagePrefix, fn, instance);
    if (name !== settled) await engine.functions.rename(containerId, settled, signal);
  }
  report(deployment, emit);
}

/** Reports the final phase of a function. A failed one was reported when it failed. */
function report({ function: fn, status, ms }: Deployment, emit: Observation['context']['emit']): void {
  const phases = {
    unchanged: 'unchanged',
    adopted: 'adopted',
    updated: 'replaced',
    kept: 'kept',
    removed: 'removed',
  } as const;
  if (status === 'failed' || status === 'started') return;
  emit({ type: 'function', function: fn, phase: phases[status], ms });
}

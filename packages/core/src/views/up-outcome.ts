/**
 * What `up` reports about each function: the deployment without the objects that only the run
 * itself needs.
 */
import type { FunctionOutcome } from '../contract/outcome.js';
import type { GenerationRecord } from '../contract/state-store.js';
import type { Settings } from '../contract/settings.js';
import { functionUrl, hostUrl } from '../routes/route-table.js';
import type { Deployment } from '../deploy/deployment.js';

/** A deployment as a renderer or `--json` shows it, with a URL if something serves. */
export function outcomeOf(deployment: Deployment, settings: Pick<Settings, 'addr' | 'httpsPort'>): FunctionOutcome {
  const { function: fn, status, upstream, serving, runtime, built, ms, error, stillServing } = deployment;
  const host = hostUrl(settings, fn);
  return {
    function: fn,
    status,
    built,
    ms,
    ...(runtime !== undefined && { runtime }),
    ...(upstream !== undefined && { url: functionUrl(settings, fn) }),
    ...(upstream !== undefined && host !== undefined && { hostUrl: host }),
    ...(serving !== undefined && versionOf(serving.record)),
    ...(error !== undefined && { error }),
    ...(stillServing !== undefined && { stillServing }),
  };
}

const versionOf = ({ imageId, contentHash, generation }: GenerationRecord) => ({ imageId, contentHash, generation });

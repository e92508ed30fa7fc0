/**
 * `smolfaas ps`: what runs, and how it is. It reads no source and changes nothing.
 *
 * It takes no lock, so it works while `up` runs, and it works without a router and without a
 * database. Everything that takes a call per container runs side by side, because people run it
 * all day.
 */
import type { PipelineContext } from '../contract/pipeline.js';
import type { ContainerUsage } from '../contract/function-manager.js';
import type { Silence } from '../contract/findings.js';
import type { RouterCondition } from '../contract/condition.js';
import type { FunctionStatus, StatusOutcome } from '../contract/status.js';
import { containerUsage } from '../observed/container-usage.js';
import { type FunctionContainers, runningContainers } from '../observed/function-containers.js';
import { silentFunctions } from '../observed/probe-functions.js';
import { findProjectDirectory, type ProjectDirectory } from '../observed/project-directory.js';
import { observeProject } from '../observed/observe-project.js';
import type { Observation } from '../observed/observed-project.js';
import { type RecentCrash, recentCrashes } from '../observed/recent-crashes.js';
import { requireKnown } from '../retire/known-functions.js';
import { functionUrl } from '../routes/route-table.js';
import { functionStatus } from '../views/function-status.js';

/** A function that takes longer to answer `GET /` is shown as one that does not answer. */
const PROBE_MS = 1_000;

/** What `ps` looks at. */
export interface PsRequest {
  /** All functions when there is no name. */
  readonly names: readonly string[];
}

/** What one look at the project found. */
export interface Look {
  readonly outcome: StatusOutcome;
  readonly directory: ProjectDirectory;
  /** Undefined when neither database nor engine knows the project. */
  readonly observation: Observation | undefined;
  /** Usage by container id, and the ids of the running containers of each function. */
  readonly usage: ReadonlyMap<string, ContainerUsage>;
  readonly containers: ReadonlyMap<string, FunctionContainers>;
}

/**
 * The status of functions now.
 * @throws functions-dir-*, unknown-function, project-conflict, engine-*, state-newer, interrupted
 */
export async function ps(context: PipelineContext, request: PsRequest): Promise<StatusOutcome> {
  return (await look(context, request, { probes: true })).outcome;
}

/** How closely to look. */
export interface LookOptions {
  /** Asks each function whether it answers. */
  readonly probes: boolean;
  /** Also lists the images of the engine. */
  readonly images?: boolean;
}

/** One look at the project. @throws as `ps` */
export async function look(
  context: PipelineContext,
  { names }: PsRequest,
  { probes, images = false }: LookOptions,
): Promise<Look> {
  const directory = await findProjectDirectory(context);
  const observation = await observeProject(context, directory, images ? {} : { withoutImages: true });
  const generations = directory.recorded?.generations ?? [];
  const directories = directory.candidates.map(({ name }) => name);
  requireKnown(names, directories, generations, observation ? [observation] : []);
  const all = observation === undefined ? [] : [...runningContainers(observation)];
  const containers = new Map(all.filter(([fn]) => names.length === 0 || names.includes(fn)));
  // Probes first: files are read while they are on their way.
  const [silent, usage, crashes] = await Promise.all([
    observation && probes ? silentFunctions(observation, containers, PROBE_MS) : new Map<string, Silence>(),
    observation ? containerUsage(observation, containers.values()) : new Map<string, ContainerUsage>(),
    observation ? recentCrashes(observation, containers.values()) : new Map<string, RecentCrash>(),
  ]);
  const found = { directory, observation, containers, usage, silent, crashes };
  return { outcome: outcomeOf(context, names, found), directory, observation, usage, containers };
}

interface Found {
  readonly directory: ProjectDirectory;
  readonly observation: Observation | undefined;
  readonly containers: ReadonlyMap<string, FunctionContainers>;
  readonly usage: ReadonlyMap<string, ContainerUsage>;
  readonly silent: ReadonlyMap<string, Silence>;
  readonly crashes: ReadonlyMap<string, RecentCrash>;
}

function outcomeOf({ engine, settings }: PipelineContext, names: readonly string[], found: Found): StatusOutcome {
  const { directory, observation, containers } = found;
  const { generations = [], rejections = [] } = directory.recorded ?? {};
  const holder = engine.state.holder(settings.stateDb);
  const all = [...directory.candidates, ...generations.map((one) => ({ name: one.function }))].map(({ name }) => name);
  const known = new Set([...all, ...containers.keys()]);
  const routes = observation?.router.state?.table.routes;
  const status = (fn: string): FunctionStatus => {
    const candidate = directory.candidates.find(({ name }) => name === fn);
    const why = found.silent.get(fn);
    return functionStatus({
      function: fn,
      hasDirectory: candidate !== undefined,
      failure: candidate?.error,
      recorded: generations.find((one) => one.function === fn),
      rejected: rejections.find((one) => one.function === fn),
      containers: containers.get(fn),
      routed: routes?.find((route) => route.function === fn)?.upstream,
      routerAnswers: routes !== undefined,
      silence: why && { why, seconds: PROBE_MS / 1000 },
      crashes: found.crashes.get(fn),
      usedBytes: sumOf(containers.get(fn), found.usage),
      runInProgress: holder !== undefined,
      url: functionUrl(settings, fn),
    });
  };
  return {
    functions: [...known]
      .filter((fn) => names.length === 0 || names.includes(fn))
      .toSorted()
      .map(status),
    router: routerCondition(observation),
    ...(holder && { runInProgress: { pid: holder.pid, verb: holder.verb } }),
  };
}

/** Bytes of all its running containers; undefined if one could not be measured. */
function sumOf(
  containers: FunctionContainers | undefined,
  usage: ReadonlyMap<string, ContainerUsage>,
): number | undefined {
  const bytes = (containers?.current?.instances ?? []).map(({ id }) => usage.get(id)?.memoryBytes);
  return bytes.reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0);
}

function routerCondition(observation: Observation | undefined): RouterCondition {
  const { container, state } = observation?.router ?? {};
  if (container === undefined) return 'none';
  if (container.state !== 'running') return 'stopped';
  return state === undefined ? 'not-answering' : 'running';
}

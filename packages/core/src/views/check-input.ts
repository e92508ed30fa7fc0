/**
 * `check`: collects what is known about each function, from its directory, its record and its
 * containers. Pure.
 */
import type { Silence } from '../contract/findings.js';
import type { PortFault } from '../contract/port-fault.js';
import type { GenerationRecord, RejectionRecord } from '../contract/state-store.js';
import { runningContainers } from '../observed/function-containers.js';
import { ownNetwork } from '../observed/own-objects.js';
import type { RecordedState } from '../observed/project-directory.js';
import type { Observation } from '../observed/observed-project.js';
import type { CrashReport } from '../observed/crashes.js';
import { specHash } from '../desired/container-spec.js';
import type { Desired, DesiredFunction } from '../desired/desired.js';
import { rejectionHolds } from '../retire/rejection-holds.js';
import { routeOptions } from '../desired/route-options.js';
import type { Settings } from '../contract/settings.js';
import type { Sources } from '../source/read-sources.js';
import type { CheckInput } from './check-function.js';

/** A project that the engine or the database knows: as it should be, and as it is. */
export interface KnownProject {
  readonly observation: Observation;
  readonly desired: Desired;
  /** Why running functions do not answer, by function. */
  readonly silent: ReadonlyMap<string, Silence>;
  readonly crashes: ReadonlyMap<string, CrashReport>;
  /** Why clients on this machine do not reach the router as they should. */
  readonly unreached: readonly PortFault[];
}

/**
 * One input per function that has a directory, a record or a container, sorted by name.
 * @param known undefined when neither database nor engine knows this project; then nothing was
 * deployed
 */
export function checkInputs(
  sources: Sources,
  state: Pick<RecordedState, 'generations' | 'rejections'> | undefined,
  known: KnownProject | undefined,
  { imagePrefix: prefix, network, functions, addr }: Pick<Settings, 'imagePrefix' | 'network' | 'functions' | 'addr'>,
): readonly CheckInput[] {
  const { observation, desired } = known ?? {};
  const containers = observation && runningContainers(observation);
  const recorded = new Map(state?.generations.map((record) => [record.function, record]));
  const rejected = new Map(state?.rejections.map((record) => [record.function, record]));
  const names = new Set([
    ...sources.functions.keys(),
    ...sources.failures.keys(),
    ...recorded.keys(),
    ...(containers?.keys() ?? []),
  ]);
  return [...names].sort().map((fn) => {
    const wanted = desired?.functions.get(fn);
    return {
      function: fn,
      hasSource: sources.functions.has(fn),
      failure: sources.failures.get(fn),
      desired: wanted,
      recorded: recorded.get(fn),
      rejected: rejectedNow(wanted, rejected.get(fn)),
      containers: containers?.get(fn),
      images: observation?.observed.images ?? [],
      prefix,
      network,
      fixedNames: observation?.observed.engine.fixedNames ?? false,
      ownNetwork: observation && ownNetwork(observation.observed, observation.project, network),
      routes: observation?.router.state?.table.routes,
      routeOptions: routeOptions(functions.get(fn), addr),
      specHash: wanted && expectedHash(wanted, recorded.get(fn)),
      silence: known?.silent.get(fn),
      crashes: known?.crashes.get(fn),
    };
  });
}

/** The rejection, if it applies to the current source and settings. */
function rejectedNow(
  desired: DesiredFunction | undefined,
  rejection: RejectionRecord | undefined,
): RejectionRecord | undefined {
  return rejection !== undefined && rejectionHolds(rejection, desired) ? rejection : undefined;
}

/**
 * Only for a function that is up to date: the spec of a changed one is unknown before it is built.
 */
function expectedHash(desired: DesiredFunction, record: GenerationRecord | undefined): string | undefined {
  const { spec, labelKey } = desired;
  const isCurrent = record?.contentHash === spec.contentHash && (record.labelKey ?? record.recipeKey) === labelKey;
  return isCurrent ? specHash(spec, record.imageId) : undefined;
}

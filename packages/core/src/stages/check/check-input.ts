/**
 * `check`: gather what is known about each function, from its directory, its record and its containers. Pure.
 */
import type { ContainerSpec } from '../../contract/function-manager.js';
import type { GenerationRecord, RejectionRecord } from '../../contract/state-store.js';
import type { Wanted } from '../decide/reasons.js';
import { runningContainers } from '../decide/function-containers.js';
import { wantedOf } from '../decide/plan-run.js';
import { ownNetwork } from '../own-objects.js';
import type { Remembered } from '../preflight/home.js';
import type { Site } from '../preflight/site.js';
import type { CrashReport } from '../crashes/since-ready.js';
import { wantedSpec } from '../run/container-spec.js';
import type { Survey } from '../survey.js';
import type { CheckInput } from './check-function.js';

/** What only asking tells, by function. */
export interface Seen {
  /** Why functions that run do not answer. */
  readonly silent: ReadonlyMap<string, string>;
  readonly crashes: ReadonlyMap<string, CrashReport>;
}

/**
 * One input per function that has a directory, a record or a container, sorted by name.
 * @param site undefined when neither database nor engine knows of this project; then nothing was deployed
 */
export function checkInputs(
  survey: Survey,
  state: Pick<Remembered, 'generations' | 'rejections'> | undefined,
  site: Site | undefined,
  settings: { readonly imagePrefix: string; readonly network: string },
  seen: Seen = { silent: new Map(), crashes: new Map() },
): readonly CheckInput[] {
  const { imagePrefix: prefix, network } = settings;
  const table = site?.router.state?.table;
  const containers = site && runningContainers(site);
  const recorded = new Map(state?.generations.map((record) => [record.function, record]));
  const rejected = new Map(state?.rejections.map((record) => [record.function, record]));
  const sources = [...survey.sources.keys(), ...survey.failures.keys()];
  const names = new Set([...sources, ...recorded.keys(), ...(containers?.keys() ?? [])]);
  return [...names].sort().map((fn) => {
    const source = survey.sources.get(fn);
    const wanted = source && wantedOf(source);
    return {
      function: fn,
      source: wanted ?? survey.failures.get(fn),
      recorded: recorded.get(fn),
      rejected: rejectedNow(wanted, rejected.get(fn)),
      containers: containers?.get(fn),
      images: site?.observed.images ?? [],
      prefix,
      network,
      ownNetwork: site && ownNetwork(site.observed, site.project, network),
      routes: table?.routes,
      spec: site && wanted && expectedSpec(wanted, recorded.get(fn), site),
      silence: seen.silent.get(fn),
      crashes: seen.crashes.get(fn),
    };
  });
}

/** The rejection, if it is of the source as it is now. */
function rejectedNow(wanted: Wanted | undefined, rejection: RejectionRecord | undefined): RejectionRecord | undefined {
  const isSame = wanted?.contentHash === rejection?.contentHash && wanted?.recipeKey === rejection?.recipeKey;
  return isSame ? rejection : undefined;
}

/** Only for a function that is up to date: what a changed one should look like is not known before it is built. */
function expectedSpec(wanted: Wanted, record: GenerationRecord | undefined, site: Site): ContainerSpec | undefined {
  if (record?.contentHash !== wanted.contentHash || record.recipeKey !== wanted.recipeKey) return undefined;
  return wantedSpec({ ...wanted, project: site.project, image: record.imageId }, site.context.settings);
}

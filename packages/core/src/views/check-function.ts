/**
 * `check` for one function: compares source, container, image and route with the record. Pure; it
 * repairs nothing.
 *
 * A sound function has exactly three lines, one per subject. A fault replaces the line of its
 * subject; faults of further subjects (recipe, route, name) follow.
 */
import type { Route } from '../contract/caddy-manager.js';
import { LABEL } from '../contract/labels.js';
import type { SmolfaasError } from '../contract/errors.js';
import type { ObservedContainer, ObservedImage, ObservedNetwork } from '../contract/observed.js';
import type { Coded, NoFacts } from '../contract/coded.js';
import type { FaultFacts, Finding, Silence } from '../contract/findings.js';
import type { GenerationRecord, RejectionRecord } from '../contract/state-store.js';
import type { DesiredFunction } from '../desired/desired.js';
import {
  builtFrom,
  type FunctionContainers,
  instanceOf,
  newestContainer,
  type RunningGeneration,
} from '../observed/function-containers.js';
import { containerDrift } from '../decide/container-drift.js';
import { canonicalJson, eachOnce } from '../desired/canonical-hash.js';
import type { CrashReport } from '../observed/crashes.js';
import { PROBE_MS } from '../observed/probe-functions.js';
import { settledName } from '../desired/object-names.js';
import { differingSettings } from '../desired/setting-digests.js';
import { isAttached } from '../observed/own-objects.js';

export interface CheckInput {
  readonly function: string;
  /** Whether its directory could be read, and why not; neither if it no longer exists. */
  readonly hasSource: boolean;
  readonly failure: SmolfaasError | undefined;
  /** What it should be; undefined without a usable source, or if no project is known. */
  readonly desired: DesiredFunction | undefined;
  readonly recorded: GenerationRecord | undefined;
  /** Set if `up` tried exactly this source and rejected it. */
  readonly rejected?: RejectionRecord | undefined;
  readonly containers: FunctionContainers | undefined;
  readonly images: readonly ObservedImage[];
  readonly prefix: string;
  readonly network: string;
  /** Names of containers never change. */
  readonly fixedNames: boolean;
  /** The network of that name; undefined if it is missing. */
  readonly ownNetwork?: ObservedNetwork | undefined;
  /** The router's routes; undefined when it cannot be reached. */
  readonly routes: readonly Route[] | undefined;
  /** What its route should have besides its upstream. */
  readonly routeOptions: Pick<Route, 'timeoutMs' | 'further'>;
  /** The spec hash that its containers should carry, if known. */
  readonly specHash: string | undefined;
  /** Why its container does not answer; undefined when it answers or was not probed. */
  readonly silence: Silence | undefined;
  /** Its crashes since it was ready. */
  readonly crashes: CrashReport | undefined;
}

type Fault = Coded<FaultFacts>;

const fault = (one: Fault): Finding => ({ ok: false, ...one });
const without = (code: FactlessFault): Finding => ({ ok: false, code, facts: {} });

/** Faults that need no facts. */
type FactlessFault = { [C in keyof FaultFacts]: NoFacts extends FaultFacts[C] ? C : never }[keyof FaultFacts];

/** Why a source has no image: `up` has not built it yet, or rejected it. */
function unbuilt(
  code: 'not-built' | 'source-changed' | 'recipe-changed',
  rejected: RejectionRecord | undefined,
): Finding {
  if (rejected === undefined) return without(code);
  const { code: error, reason, rejectedAt: at } = rejected;
  return fault({ code: 'source-rejected', facts: { code: error, reason, at } });
}

const unusable = (error: SmolfaasError): Finding => fault({ code: 'source-unusable', facts: { error } });

/** All findings about one function, in the order of output. */
export function checkFunction(input: CheckInput): readonly Finding[] {
  const deployed = input.recorded !== undefined || input.containers !== undefined;
  if (!deployed) return [input.failure === undefined ? unbuilt('not-built', input.rejected) : unusable(input.failure)];
  return [
    ...checkRecord(input),
    ...checkSource(input),
    ...checkContainer(input),
    ...checkCrashes(input),
    ...checkImage(input),
    ...checkRoute(input),
  ];
}

function checkRecord({ recorded }: CheckInput): Finding[] {
  return recorded === undefined ? [without('not-recorded')] : [];
}

function checkSource(input: CheckInput): Finding[] {
  const { function: fn, hasSource, failure, desired, recorded, rejected, containers } = input;
  if (failure !== undefined) return [unusable(failure)];
  if (!hasSource) return [fault({ code: 'source-gone', facts: { function: fn } })];
  if (desired === undefined) return [];
  const { contentHash, recipeKey } = builtFrom(recorded, containers);
  if (contentHash !== desired.spec.contentHash) return [unbuilt('source-changed', rejected)];
  const sound: Finding[] = recorded === undefined ? [] : [{ ok: true, code: 'source-matches', facts: {} }];
  return recipeKey === desired.recipeKey || recipeKey === desired.labelKey
    ? sound
    : [...sound, unbuilt('recipe-changed', rejected)];
}

function checkContainer(input: CheckInput): Finding[] {
  const { containers, desired, silence } = input;
  const { current, others = [] } = containers ?? {};
  if (current === undefined)
    return [fault({ code: 'container-not-running', facts: standing(containers && newestContainer(containers)) })];
  const faults = [...eachOnce(current.instances.flatMap((one) => faultsOf(one, input)))];
  const [running, { instances: wanted = 1 } = {}] = [current.instances.length, desired?.spec];
  if (running < wanted) faults.push({ code: 'too-few-instances', facts: { running, wanted } });
  if (silence !== undefined && faults.length === 0)
    faults.push({ code: 'does-not-answer', facts: { why: silence, seconds: PROBE_MS / 1000, ...portOf(current) } });
  for (const { name } of others) faults.push({ code: 'left-over', facts: { name } });
  return [{ ok: true, code: 'container-running', facts: {} }, ...faults.map(fault)];
}

function faultsOf(container: ObservedContainer, input: CheckInput): readonly Fault[] {
  const { function: fn, prefix, network, ownNetwork, desired, specHash, fixedNames } = input;
  const settled = fixedNames ? container.name : settledName(prefix, fn, instanceOf(container));
  const isOther = specHash !== undefined && container.labels[LABEL.specHash] !== specHash;
  const isCurrent = specHash !== undefined && !isOther;
  const changed = isOther && desired ? differingSettings(container.labels, desired.spec.labels) : [];
  const drifts = isCurrent && desired ? containerDrift(container, prefix, desired.spec) : [];
  const attached = ownNetwork !== undefined && isAttached(container, ownNetwork);
  const found: (Fault | false)[] = [
    !attached && { code: 'container-not-on-network', facts: { network } },
    container.name !== settled && { code: 'container-called-otherwise', facts: { name: container.name } },
    isOther && { code: 'container-settings-changed', facts: changed.length > 0 ? { settings: changed } : {} },
    ...drifts,
  ];
  return found.filter((one) => one !== false);
}

function checkCrashes({ crashes }: CheckInput): Finding[] {
  if (crashes === undefined) return [];
  const { log: detail, ...facts } = crashes;
  return [{ ...fault({ code: 'crashed', facts }), ...(detail.length > 0 && { detail }) }];
}

/** The container's state, as far as the engine reports it. */
function standing(container: ObservedContainer | undefined): FaultFacts['container-not-running'] {
  if (container === undefined) return {};
  const { state, exitCode, oomKilled } = container;
  return { state, ...(exitCode !== undefined && { exitCode }), ...(oomKilled !== undefined && { oomKilled }) };
}

function checkImage({ recorded, containers, images }: CheckInput): Finding[] {
  const running = containers?.current?.instances.map((one) => one.imageId) ?? [];
  const imageId = recorded?.imageId ?? running[0];
  if (!images.some(({ id }) => id === imageId)) return [without('image-missing')];
  if (running.some((id) => id !== imageId)) return [without('image-differs')];
  return recorded === undefined ? [] : [{ ok: true, code: 'image-matches', facts: {} }];
}

function checkRoute({ function: fn, containers, routes, routeOptions }: CheckInput): Finding[] {
  const current = containers?.current;
  if (current === undefined || routes === undefined) return [];
  const route = routes.find((one) => one.function === fn);
  if (route === undefined) return [without('route-missing')];
  const { function: _, upstream, ...options } = route;
  return [
    ...(upstream === current.upstream ? [] : [fault({ code: 'route-elsewhere', facts: { upstream } })]),
    ...(canonicalJson(options) === canonicalJson(routeOptions) ? [] : [without('route-settings-differ')]),
  ];
}

/** The port of a generation, unless it is 8000. */
function portOf({ upstream }: RunningGeneration): { port?: number } {
  const [, port] = upstream.split(':');
  return port === undefined ? {} : { port: Number(port) };
}

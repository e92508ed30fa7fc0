/**
 * `check` for one function: source, container, image and route against what is recorded. Pure; it repairs nothing.
 *
 * A sound function gives exactly three lines, one per subject. A fault takes the place of the line of its subject;
 * faults of further subjects (recipe, route, name) follow. The texts are part of the contract with users.
 */
import type { Route } from '../contract/caddy-manager.js';
import { LABEL } from '../contract/labels.js';
import type { SmolfaasError } from '../contract/errors.js';
import type { ObservedContainer, ObservedImage, ObservedNetwork } from '../contract/observed.js';
import type { Finding } from '../contract/outcome.js';
import type { GenerationRecord, RejectionRecord } from '../contract/state-store.js';
import type { DesiredFunction } from '../desired/desired.js';
import { type FunctionContainers, instanceOf, newestFirst } from '../observed/function-containers.js';
import { containerDrift } from '../decide/container-drift.js';
import { type CrashReport, crashText } from '../observed/crashes.js';
import { settledName } from '../desired/object-names.js';
import { isAttached } from '../observed/own-objects.js';
import { problemText } from './problem-text.js';

export interface CheckInput {
  readonly function: string;
  /** Whether its directory could be read, and why not; neither when it is gone. */
  readonly hasSource: boolean;
  readonly failure: SmolfaasError | undefined;
  /** What it should be; undefined without a usable source, and where no project is known. */
  readonly desired: DesiredFunction | undefined;
  readonly recorded: GenerationRecord | undefined;
  /** That `up` has tried this very source and rejected it. */
  readonly rejected?: RejectionRecord | undefined;
  readonly containers: FunctionContainers | undefined;
  readonly images: readonly ObservedImage[];
  readonly prefix: string;
  readonly network: string;
  /** The network of that name; undefined where it is missing. */
  readonly ownNetwork?: ObservedNetwork | undefined;
  /** What the router has; undefined when it cannot be asked. */
  readonly routes: readonly Route[] | undefined;
  /** The spec hash that its containers should carry, where that can be told. */
  readonly specHash: string | undefined;
  /** Why its container does not answer; undefined when it does, or was not asked. */
  readonly silence: string | undefined;
  /** What has happened to it since it was ready. */
  readonly crashes: CrashReport | undefined;
}

const ok = (text: string): Finding => ({ ok: true, text });
const fault = (text: string): Finding => ({ ok: false, text });

/** Why a source has no image: `up` has not built it yet (these words), or has rejected it. */
function unbuilt(text: string, rejected: RejectionRecord | undefined): Finding {
  if (rejected === undefined) return fault(text);
  const { code, reason, rejectedAt: at } = rejected;
  return { ...fault('Source was rejected by the last up'), rejection: { code, reason, at } };
}

/** All findings about one function, in the order in which they are printed. */
export function checkFunction(input: CheckInput): readonly Finding[] {
  const deployed = input.recorded !== undefined || input.containers !== undefined;
  if (!deployed)
    return [input.failure === undefined ? unbuilt('Not built yet', input.rejected) : fault(problemText(input.failure))];
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
  return recorded === undefined ? [fault('Not recorded in the state database')] : [];
}

function checkSource(input: CheckInput): Finding[] {
  const { function: fn, hasSource, failure, desired, recorded, rejected, containers } = input;
  if (failure !== undefined) return [fault(problemText(failure))];
  if (!hasSource) return [fault(`Source directory gone (run 'smolfaas down ${fn}')`)];
  if (desired === undefined) return [];
  const labels = newest(containers)?.labels;
  const contentHash = recorded?.contentHash ?? labels?.[LABEL.contentHash];
  const recipeKey = recorded?.recipeKey ?? labels?.[LABEL.recipeKey];
  if (contentHash !== desired.spec.contentHash) return [unbuilt('Source hash changed (rebuild needed)', rejected)];
  const sound = recorded === undefined ? [] : [ok('Source hash matches stored state')];
  return recipeKey === desired.recipeKey || recipeKey === desired.labelKey
    ? sound
    : [...sound, unbuilt('Build recipe changed (rebuild needed)', rejected)];
}

function checkContainer(input: CheckInput): Finding[] {
  const { containers, desired, silence } = input;
  const { current, others = [] } = containers ?? {};
  if (current === undefined) return [fault(`Container not running${whyNot(newest(containers))}`)];
  const faults = [...new Set(current.instances.flatMap((one) => faultsOf(one, input)))];
  const { instances = 1 } = desired?.spec ?? {};
  if (current.instances.length < instances)
    faults.push(`${current.instances.length} of ${instances} instances running`);
  if (silence !== undefined && faults.length === 0) faults.push(`Function does not answer (${silence})`);
  for (const { name } of others) faults.push(`Container left over (${name})`);
  return [ok('Container running'), ...faults.map(fault)];
}

function faultsOf(container: ObservedContainer, input: CheckInput): readonly string[] {
  const { function: fn, prefix, network, ownNetwork, desired, specHash } = input;
  const settled = settledName(prefix, fn, instanceOf(container));
  const isOther = specHash !== undefined && container.labels[LABEL.specHash] !== specHash;
  const isCurrent = specHash !== undefined && !isOther;
  const drifts = isCurrent && desired ? containerDrift(container, prefix, desired.spec) : [];
  return [
    ownNetwork === undefined || !isAttached(container, ownNetwork)
      ? `Container not attached to network ${network}`
      : undefined,
    container.name === settled ? undefined : `Container has another name (${container.name})`,
    isOther ? 'Container was made with other settings' : undefined,
    ...drifts.map(({ finding }) => finding),
  ].filter((text) => text !== undefined);
}

function checkCrashes({ crashes }: CheckInput): Finding[] {
  if (crashes === undefined) return [];
  const text = crashText(crashes);
  const words = `${text[0]?.toUpperCase()}${text.slice(1)}`;
  return [{ ...fault(words), ...(crashes.log.length > 0 && { detail: crashes.log }) }];
}

/** Why it does not run, as far as the engine tells, in parentheses. */
function whyNot(container: ObservedContainer | undefined): string {
  if (container === undefined) return '';
  const { state, exitCode, oomKilled } = container;
  const code = exitCode === undefined ? '' : ` ${exitCode}`;
  return ` (${state}${state === 'exited' ? code : ''}${oomKilled === true ? ', out of memory' : ''})`;
}

function checkImage({ recorded, containers, images }: CheckInput): Finding[] {
  const running = containers?.current?.instances.map((one) => one.imageId) ?? [];
  const imageId = recorded?.imageId ?? running[0];
  if (!images.some(({ id }) => id === imageId)) return [fault('Image missing')];
  if (running.some((id) => id !== imageId)) return [fault('Image differs from stored state')];
  return recorded === undefined ? [] : [ok('Image matches stored state')];
}

function checkRoute({ function: fn, containers, routes }: CheckInput): Finding[] {
  const current = containers?.current;
  if (current === undefined || routes === undefined) return [];
  const upstream = routes.find((route) => route.function === fn)?.upstream;
  if (upstream === current.upstream) return [];
  return [fault(upstream === undefined ? 'Route missing' : `Route leads elsewhere (${upstream})`)];
}

function newest(containers: FunctionContainers | undefined): ObservedContainer | undefined {
  return containers?.current?.instances[0] ?? containers?.others.toSorted(newestFirst)[0];
}

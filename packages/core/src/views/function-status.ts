/**
 * `ps`: the status of one function, from its directory, its record and its containers. Pure.
 *
 * The engine's word for a container is not enough. A container that restarts again and again is
 * `running` most of the time, and one that was stopped by hand has ended like one that crashed.
 */
import { LABEL } from '../contract/labels.js';
import type { SmolfaasError } from '../contract/errors.js';
import type { Silence } from '../contract/findings.js';
import type { CrashFacts } from '../contract/notices.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { GenerationRecord, RejectionRecord } from '../contract/state-store.js';
import type { Condition } from '../contract/condition.js';
import type { FunctionStatus, LastError, MemoryStatus } from '../contract/status.js';
import { decisiveLine } from '../make/decisive-lines.js';
import { type FunctionContainers, newestContainer } from '../observed/function-containers.js';
import type { RecentCrash } from '../observed/recent-crashes.js';

/** What is known about one function. */
export interface StatusInput {
  readonly function: string;
  readonly hasDirectory: boolean;
  /** Why its directory cannot be a function. */
  readonly failure?: SmolfaasError | undefined;
  readonly recorded?: GenerationRecord | undefined;
  readonly rejected?: RejectionRecord | undefined;
  readonly containers?: FunctionContainers | undefined;
  /** Where the router leads; undefined when there is no route, or no router that answers. */
  readonly routed?: string | undefined;
  readonly routerAnswers: boolean;
  /** Why it does not answer, and how long SmolFaaS waited. */
  readonly silence?: { readonly why: Silence; readonly seconds: number } | undefined;
  /** Crashes that the engine remembers. */
  readonly crashes?: RecentCrash | undefined;
  /** Bytes of all running containers that could be measured. */
  readonly usedBytes?: number | undefined;
  readonly runInProgress: boolean;
  readonly url: string;
}

/** Exit codes of a process that ended at SIGTERM or SIGKILL, or by itself without an error. */
const STOPPED_EXITS: readonly (number | undefined)[] = [undefined, 0, 137, 143];

export function functionStatus(input: StatusInput): FunctionStatus {
  const { function: fn, recorded, containers, hasDirectory, url } = input;
  const running = containers?.current?.instances ?? [];
  const shown = containers && newestContainer(containers);
  const condition = conditionOf(input, shown);
  const contentHash = shown?.labels[LABEL.contentHash] ?? recorded?.contentHash;
  const generation = containers?.current?.generation ?? recorded?.generation;
  const startedAt = Math.min(...running.map(({ details }) => details?.startedAt ?? Infinity));
  const lastError = lastErrorOf(input);
  const memory = memoryOf(running, input.usedBytes);
  const deployed = shown !== undefined || recorded !== undefined;
  return {
    function: fn,
    condition,
    ...exitOf(condition, shown, input.crashes),
    ...(recorded && { runtime: recorded.runtime }),
    ...(generation !== undefined && { generation }),
    ...(contentHash !== undefined && { contentHash }),
    instances: running.length,
    ...(Number.isFinite(startedAt) && { startedAt }),
    restarts: restartsOf(running.length > 0 ? running : shown ? [shown] : []),
    ...(memory && { memory }),
    ...(deployed && { url }),
    ...(lastError && { lastError }),
    ...(!hasDirectory && input.failure === undefined && { directoryGone: true as const }),
  };
}

function conditionOf(input: StatusInput, shown: ObservedContainer | undefined): Condition {
  const { containers, recorded, silence, crashes, runInProgress, routerAnswers, routed } = input;
  const current = containers?.current;
  if (current !== undefined) {
    if (routerAnswers && routed !== current.upstream) return runInProgress ? 'starting' : 'not-routed';
    if (silence === undefined) return 'running';
    return (crashes?.restarts ?? 0) > 0 && silence.why !== 'timeout' ? 'crashed' : 'not-answering';
  }
  if (shown === undefined) return recorded === undefined ? 'not-deployed' : 'stopped';
  if (shown.state === 'paused') return 'paused';
  if (shown.state === 'restarting') return 'crashed';
  if (shown.state === 'created') return runInProgress ? 'starting' : 'stopped';
  const ended = crashes?.last?.ended === true || shown.oomKilled === true;
  return ended || !STOPPED_EXITS.includes(shown.exitCode) ? 'crashed' : 'stopped';
}

/** How the last process ended, for a function that does not serve. */
function exitOf(
  condition: Condition,
  shown: ObservedContainer | undefined,
  crashes: CrashFacts | undefined,
): Pick<FunctionStatus, 'exitCode' | 'oomKilled'> {
  if (condition !== 'crashed' && condition !== 'stopped') return {};
  const exitCode = crashes?.last?.exitCode ?? shown?.exitCode;
  const oomKilled = crashes?.last?.oomKilled === true || shown?.oomKilled === true;
  return { ...(exitCode !== undefined && { exitCode }), ...(oomKilled && { oomKilled }) };
}

function restartsOf(containers: readonly ObservedContainer[]): number {
  return containers.reduce((sum, { details }) => sum + (details?.restarts ?? 0), 0);
}

function memoryOf(running: readonly ObservedContainer[], usedBytes: number | undefined): MemoryStatus | undefined {
  if (running.length === 0) return undefined;
  const limits = running.map(({ details }) => details?.memoryBytes);
  const limitBytes = limits.reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0);
  return { ...(usedBytes !== undefined && { usedBytes }), ...(limitBytes !== undefined && { limitBytes }) };
}

/** A source that cannot be used comes first, because `up` fails on it again. */
function lastErrorOf({ failure, rejected, crashes, silence }: StatusInput): LastError | undefined {
  if (failure !== undefined) return { code: 'source-unusable', facts: { error: failure } };
  if (crashes !== undefined) {
    const { log, ...facts } = crashes;
    const line = decisiveLine(log);
    return { code: 'crashed', facts: { ...facts, ...(line !== undefined && { line }) } };
  }
  if (silence !== undefined) return { code: 'does-not-answer', facts: silence };
  if (rejected === undefined) return undefined;
  const { code, reason, rejectedAt: at } = rejected;
  return { code: 'source-rejected', facts: { code, reason, at } };
}

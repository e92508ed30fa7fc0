/**
 * Crashes: ends of containers without a stop, as the engine has logged them. An inspection knows only the
 * present process, and once the engine has started a container again, how the last one ended is gone.
 *
 *   GET /events?since=…&until=…&filters={"type":["container"],"container":[…],"event":[…]}
 *     {"Action":"die","Actor":{"ID":"…","Attributes":{"exitCode":"3"}},"timeNano":…}     one per line
 *     {"Action":"oom", …}       before the "die" of a process that the kernel killed for its memory;
 *                               alone when it was another process of the container
 *     {"Action":"kill", …}      before the "die" that a stop, a restart or a kill by hand asked for
 *
 * Gotchas: an engine keeps the last 256 events, and none over its own restart, so this explains what an
 * inspection has counted and never counts itself. The answer ends when `until` has passed by the engine's
 * clock, and one without events does not begin before (20.10): so `until` goes by that clock, and the
 * waiting has an end of its own.
 */
import { addAbortSignal } from 'node:stream';
import type { ContainerCrash } from '@smolfaas/core';
import { answerStream } from '../connection/answer-stream.js';
import type { Connection } from '../connection/connection.js';

/** How long past events may take, in milliseconds. They are written at once: what comes later is of the engine's future. */
const READ_MS = 1_000;

/** A "die" counts as asked for when a "kill" came at most this long before it, in milliseconds. */
const KILL_MS = 60_000;

/** Podman calls the second one of them `died`. */
const EVENTS = ['kill', 'die', 'died', 'oom'];

/** What is used of an event. */
interface EngineEvent {
  readonly action: string;
  readonly id: string;
  readonly at: number;
  readonly exitCode: number | undefined;
}

/** Crashes of these containers since `sinceMs` (since 1970, by the engine's clock), the oldest first. @throws SmolfaasError engine-* */
export async function crashes(
  engine: Connection,
  containerIds: readonly string[],
  sinceMs: number,
  signal: AbortSignal,
): Promise<readonly ContainerCrash[]> {
  if (containerIds.length === 0) return [];
  const filters = JSON.stringify({ type: ['container'], container: containerIds, event: EVENTS });
  // An engine refuses a time before `since`; equal ones are an empty span.
  const options = { since: sinceMs / 1000, until: Math.max(sinceMs, engine.now()) / 1000, filters };
  const body = await engine.call('list events', signal, (docker, abortSignal) => {
    const enough = AbortSignal.any([AbortSignal.timeout(READ_MS), abortSignal]);
    return readUntil(enough, docker.getEvents(Object.assign(options, { abortSignal: enough })));
  });
  return crashesIn(body.split('\n').slice(0, -1).flatMap(eventIn));
}

/** The text of an answer until it ends, or until `enough`; its last line may then be cut. */
async function readUntil(enough: AbortSignal, answer: Promise<NodeJS.ReadableStream>): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of addAbortSignal(enough, answerStream(await answer))) chunks.push(Buffer.from(chunk));
  } catch (error) {
    if (!enough.aborted) throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Pure. Events in the order in which they happened. */
export function crashesIn(events: readonly EngineEvent[]): readonly ContainerCrash[] {
  const found: ContainerCrash[] = [];
  const killed = new Map<string, number>();
  const starved = new Map<string, number>();
  for (const { action, id: containerId, at, exitCode } of events) {
    if (action === 'kill') killed.set(containerId, at);
    if (action === 'oom') {
      lonely(containerId);
      starved.set(containerId, at);
    }
    if (action !== 'die' && action !== 'died') continue;
    const isAsked = at - (killed.get(containerId) ?? -Infinity) < KILL_MS;
    if (!isAsked) found.push({ containerId, at, ended: true, oomKilled: starved.has(containerId), exitCode });
    killed.delete(containerId);
    starved.delete(containerId);
  }
  for (const containerId of starved.keys()) lonely(containerId);
  return found.toSorted((a, b) => a.at - b.at);

  function lonely(containerId: string): void {
    const at = starved.get(containerId);
    if (at !== undefined) found.push({ containerId, at, ended: false, oomKilled: true, exitCode: undefined });
  }
}

function eventIn(line: string): readonly EngineEvent[] {
  if (line.trim() === '') return [];
  const event: { Action?: string; Actor?: { ID?: string; Attributes?: Record<string, string> }; timeNano?: number } =
    JSON.parse(line);
  const { exitCode, containerExitCode = exitCode } = event.Actor?.Attributes ?? {};
  return [
    {
      action: event.Action ?? '',
      id: event.Actor?.ID ?? '',
      at: (event.timeNano ?? 0) / 1e6,
      exitCode: containerExitCode === undefined ? undefined : Number(containerExitCode),
    },
  ];
}

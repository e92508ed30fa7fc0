/**
 * Follows a log: every container of the functions from where its history ended, containers that
 * start later, the router's requests, and builds.
 *
 *     events ──▶ news ──▶ one follower per container ──▶ ┐
 *                          requests of the router ─────▶ ├──▶ funnel ──▶ batches
 *                          builds ─────────────────────▶ ┘
 *
 * Invariant: a follower reads a container's output to its end before it passes on the news of that
 * end. The engine ends the output when the process has ended, and everything has been read.
 */
import type { ContainerChange, FunctionManager } from '../../contract/function-manager.js';
import type { RouterLink } from '../../contract/caddy-manager.js';
import { isSmolfaasError } from '../../contract/errors.js';
import type { ChangeEntry, LogEntry } from '../../contract/logs.js';
import type { ObservedContainer } from '../../contract/observed.js';
import { Funnel } from '../../async/funnel.js';
import { pause } from '../../async/pause.js';
import { ContainerNews } from './news.js';
import type { LoggedContainer, LogReader } from './reader.js';

/** At most this many entries wait for the reader. */
const WAITING = 1024;

/** How often it looks for a router that does not run, in milliseconds. */
const ROUTER_MS = 1000;

/** What following needs besides the reader. */
export interface Following {
  readonly functions: FunctionManager;
  readonly project: string;
  /** The containers of the functions as they were found. */
  readonly containers: readonly ObservedContainer[];
  /** How long ago they were looked for, in milliseconds. */
  readonly foundMs: () => number;
  /** The link to the router that runs now. */
  readonly router: () => Promise<RouterLink | undefined>;
}

/** It ends only when the reader's signal aborts. @throws its reason, engine-* */
export async function* followLogs(
  reader: LogReader,
  following: Following,
): AsyncGenerator<readonly LogEntry[], void, undefined> {
  const funnel = new Funnel<LogEntry>(WAITING);
  const fail = (error: unknown) => funnel.fail(error);
  const { signal } = reader;
  signal.throwIfAborted();
  signal.addEventListener('abort', () => fail(signal.reason), { once: true });
  followContainers(reader, following, funnel).catch(fail);
  followRequests(reader, following, funnel).catch(fail);
  funnel.putAll(reader.builds('follow')).catch(fail);
  for (;;) yield await funnel.take();
}

/** A change of one container, and what to say about it. */
interface Heard {
  readonly change: ContainerChange['change'];
  readonly news: ChangeEntry | undefined;
}

async function followContainers(reader: LogReader, following: Following, funnel: Funnel<LogEntry>): Promise<void> {
  const { functions, project, containers, foundMs } = following;
  const news = new ContainerNews();
  const followers = new Map<string, Funnel<Heard>>();
  const follow = (container: LoggedContainer, isRunning: boolean): Funnel<Heard> => {
    const changes = followers.get(container.id) ?? new Funnel<Heard>(Infinity);
    if (!followers.has(container.id)) {
      followers.set(container.id, changes);
      const done = followContainer(reader, container, isRunning, changes, funnel);
      done.catch((error: unknown) => funnel.fail(error));
    }
    return changes;
  };
  for (const container of containers) {
    const isRunning = container.state === 'running';
    news.found(container.id, container.labels, isRunning);
    follow(container, isRunning);
  }
  for await (const change of functions.changes(project, foundMs(), reader.signal)) {
    const { containerId: id, labels } = change;
    if (!reader.isAbout(labels)) continue;
    void follow({ id, labels }, false).put({ change: change.change, news: news.heard(change) });
    if (change.change === 'removed') followers.delete(id);
  }
}

async function followContainer(
  reader: LogReader,
  container: LoggedContainer,
  isRunning: boolean,
  changes: Funnel<Heard>,
  funnel: Funnel<LogEntry>,
): Promise<void> {
  if (isRunning && reader.shows('function')) await funnel.putAll(reader.output(container, 'follow'));
  for (;;) {
    for (const { change, news } of await changes.take()) {
      if (news !== undefined) await funnel.put(news);
      if (change === 'removed') return;
      if (change === 'started' && reader.shows('function')) await funnel.putAll(reader.output(container, 'new'));
    }
  }
}

/** A router that ends is looked for until it runs again. */
async function followRequests(reader: LogReader, { router }: Following, funnel: Funnel<LogEntry>): Promise<void> {
  while (reader.shows('access')) {
    const link = await router();
    try {
      if (link !== undefined) await funnel.putAll(reader.requests(link, true));
    } catch (error) {
      if (!isSmolfaasError(error, 'engine-error') && !isSmolfaasError(error, 'router-unreachable')) throw error; // it ended between look-up and call
    }
    await pause(ROUTER_MS, reader.signal);
  }
}

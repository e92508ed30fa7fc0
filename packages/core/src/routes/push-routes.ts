/**
 * Stage 11, routes: the switch. One push of one whole table, after every function is ready or has
 * failed.
 *
 * Invariant: a container is removed only if no route leads to it, and none can still come to lead
 * to it.
 *
 * A push is a command in the router's container. An engine may run it after its deadline, even
 * after this run has ended. So when a push fails without an answer of Caddy, its outcome is unknown
 * until the link is fenced, which voids every push still in progress. Then SmolFaaS reads the
 * routes back and removes only new containers without a route.
 *
 * Gotcha: if even the fence fails, SmolFaaS keeps both the new and the old containers. The next run
 * finds both, and fences before it removes one of them without a push.
 */
import type { RouterLink, RouterState, RouteTable } from '../contract/caddy-manager.js';
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { Settings } from '../contract/settings.js';
import { deadline } from '../async/deadline.js';
import { discardAll, type Unrouted } from '../deploy/unrouted.js';
import type { RunningRouter } from '../deploy/infrastructure.js';
import { hasTable } from './route-table.js';

/** An interrupt does not stop a push: it takes milliseconds, and half of one cannot be undone. */
const PUSH_MS = 10_000;
const FENCE_MS = 5_000;
const READ_BACK_MS = 2_000;

/** The input of a push. */
export interface Switch {
  readonly table: RouteTable;
  /** Whether containers will be removed after it. */
  readonly retires: boolean;
  /** Containers of this run that no route leads to yet. */
  readonly unrouted: Unrouted;
}

/**
 * Pushes this table to the router, unless the router has it already.
 * @param router undefined when none runs, because there is nothing to route
 * @throws router-rejected-config, router-unreachable, after removing the containers that no route
 * leads to
 */
export async function pushRoutes(
  { table, retires, unrouted }: Switch,
  router: RunningRouter | undefined,
  context: PipelineContext,
): Promise<void> {
  const { emit, engine, signal } = context;
  if (router === undefined) return;
  if (hasTable(router.state, table)) {
    if (retires) await router.link.fence(pushDeadline(context.settings));
    return emit({ type: 'router', phase: 'routes-unchanged' });
  }
  try {
    await router.link.push(table, pushDeadline(context.settings));
  } catch (error) {
    const { link, state } = router;
    const rejected = isSmolfaasError(error, 'router-rejected-config');
    const routed = rejected ? upstreams(state) : await settledUpstreams(link, table);
    await discardAll(unrouted, { functions: engine.functions, emit, signal }, (upstream) => !routed.has(upstream));
    throw error;
  }
  unrouted.clear();
  emit({ type: 'router', phase: 'routes-pushed' });
}

/** The time limit of one push, for every caller. */
export function pushDeadline({ caddyName }: Settings): AbortSignal {
  const message = `it did not take over the routes within ${PUSH_MS / 1000} s`;
  return deadline(PUSH_MS, new SmolfaasError('router-unreachable', { name: caddyName, message }));
}

/**
 * The upstreams that are routed after the fence; if that cannot be determined, all that might be.
 */
async function settledUpstreams(link: RouterLink, table: RouteTable): Promise<Set<string>> {
  try {
    await link.fence(AbortSignal.timeout(FENCE_MS));
    return upstreams(await link.read(AbortSignal.timeout(READ_BACK_MS)));
  } catch {
    return new Set(table.routes.map(({ upstream }) => upstream));
  }
}

function upstreams(state: RouterState | undefined): Set<string> {
  return new Set(state?.table.routes.map(({ upstream }) => upstream));
}

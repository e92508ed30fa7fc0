/**
 * Stage 10, routes: the switch. One push of one whole table, after every function is ready or has failed.
 *
 * What must stay true: a container is removed only if no route leads to it. When a push fails half-way (the link broke),
 * it is unknown which table the router has, so it is read back, and of the new containers only those go that no route
 * leads to.
 */
import type { RouterLink, RouterState, RouteTable } from '../../contract/caddy-manager.js';
import { isSmolfaasError, SmolfaasError } from '../../contract/errors.js';
import type { PipelineContext } from '../../contract/pipeline.js';
import type { Settings } from '../../contract/settings.js';
import { deadline } from '../deadline.js';
import { discardAll, type Unrouted } from '../run/unrouted.js';
import type { RunningRouter } from './ensure-router.js';
import { hasTable } from './route-table.js';

/** A push is finished rather than interrupted: it takes milliseconds, and half of one cannot be undone. */
const PUSH_MS = 10_000;
const READ_BACK_MS = 2_000;

/**
 * Gives the router this table, unless it has it already.
 * @param router undefined when none runs, because there is nothing to route
 * @throws router-rejected-config, router-unreachable, after removing the containers that no route leads to
 */
export async function pushRoutes(
  table: RouteTable,
  router: RunningRouter | undefined,
  unrouted: Unrouted,
  context: PipelineContext,
): Promise<void> {
  const { emit, engine, signal } = context;
  if (router === undefined) return;
  if (hasTable(router.state, table)) return emit({ type: 'router', phase: 'routes-unchanged' });
  try {
    await router.link.push(table, pushDeadline(context.settings));
  } catch (error) {
    const { link, state } = router;
    const routed = isSmolfaasError(error, 'router-rejected-config') ? upstreams(state) : await readBack(link, table);
    await discardAll(unrouted, { functions: engine.functions, emit, signal }, (upstream) => !routed.has(upstream));
    throw error;
  }
  unrouted.clear();
  emit({ type: 'router', phase: 'routes-pushed' });
}

/** The time limit of one push, whoever makes it. */
export function pushDeadline({ caddyName }: Settings): AbortSignal {
  const message = `it did not take over the routes within ${PUSH_MS / 1000} s`;
  return deadline(PUSH_MS, new SmolfaasError('router-unreachable', { name: caddyName, message }));
}

/** What is routed now; when not even that can be found out, everything might be. */
async function readBack(link: RouterLink, table: RouteTable): Promise<Set<string>> {
  try {
    return upstreams(await link.read(AbortSignal.timeout(READ_BACK_MS)));
  } catch {
    return new Set(table.routes.map(({ upstream }) => upstream));
  }
}

function upstreams(state: RouterState | undefined): Set<string> {
  return new Set(state?.table.routes.map(({ upstream }) => upstream));
}

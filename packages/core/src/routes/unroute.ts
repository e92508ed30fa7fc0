/**
 * Stage 11, routes, for `down <fn>`: removes the routes before the containers, so that no request
 * reaches a container that is being removed.
 */
import type { Observation } from '../observed/observed-project.js';
import { pushDeadline } from './push-routes.js';

/**
 * Pushes the table without these functions, if the router runs and routes any of them. A router
 * without them is fenced, since an earlier run may still be adding one.
 * @throws router-rejected-config, router-unreachable
 */
export async function unroute(functions: readonly string[], { router, context }: Observation): Promise<void> {
  const { link, state } = router;
  if (link === undefined || state === undefined) return;
  const routes = state.table.routes.filter((route) => !functions.includes(route.function));
  if (routes.length === state.table.routes.length) return link.fence(pushDeadline(context.settings));
  await link.push({ ...state.table, routes }, pushDeadline(context.settings));
  context.emit({ type: 'router', phase: 'routes-pushed' });
}

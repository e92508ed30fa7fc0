/**
 * Whether the engine's daemon is rootless, which limits the ports that it can publish.
 *
 *   GET /info   SecurityOptions: ["name=seccomp,profile=default", "name=rootless", …]
 */
import type { Connection } from './connection.js';

/** Queries the engine. @throws SmolfaasError engine-* */
export async function isRootless(engine: Connection, signal: AbortSignal): Promise<boolean> {
  const info: unknown = await engine.call('ask for its settings', signal, (docker) => docker.info());
  if (typeof info !== 'object' || info === null || !('SecurityOptions' in info)) return false;
  return Array.isArray(info.SecurityOptions) && info.SecurityOptions.includes('name=rootless');
}

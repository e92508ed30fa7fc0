/**
 * The engine of a session: connected when the first pipeline runs, and kept for the next ones.
 */
import type { Engine, Settings } from '@smolfaas/core';
import type { Environment } from '../process/environment.js';
import { untrustedDirectories } from './untrusted.js';

/** Time limit for the search for the engine. */
const CONNECT_MS = 60_000;

export interface EngineConnection {
  /**
   * The engine, always the same one while it is connected.
   * @throws engine-not-found, engine-unreachable, engine-permission, engine-hangs, engine-too-old;
   * the signal's reason. The next call tries again.
   */
  get(signal: AbortSignal): Promise<Engine>;
  /** Closes all its connections, so that the process can end. */
  close(): void;
}

export function engineConnection(
  { env, home, cwd }: Environment,
  { functionsDir }: Pick<Settings, 'functionsDir'>,
): EngineConnection {
  const where = { env, home, untrusted: untrustedDirectories(functionsDir, cwd, home) };
  let engine: Engine | undefined;
  return {
    get: async (signal) => (engine ??= await connect(where, signal)),
    close() {
      engine?.close();
      engine = undefined;
    },
  };
}

async function connect(
  where: Pick<Environment, 'env' | 'home'> & { readonly untrusted: readonly string[] },
  signal: AbortSignal,
): Promise<Engine> {
  const [{ connectEngine }, { SmolfaasError }] = await Promise.all([
    import('@smolfaas/engine-docker'),
    import('@smolfaas/core'),
  ]);
  const tooLong = AbortSignal.timeout(CONNECT_MS);
  return await connectEngine({ ...where, signal: AbortSignal.any([signal, tooLong]) }).catch((error) => {
    if (error !== tooLong.reason) throw error;
    throw new SmolfaasError('engine-hangs', { endpoint: 'any socket', call: 'connect', seconds: CONNECT_MS / 1000 });
  });
}

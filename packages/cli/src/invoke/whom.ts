/**
 * Whom to call, and whom to trust: what is remembered, else what the engine says.
 *
 * Invariant: the engine is queried at most once, and not at all when the remembered values are
 * right.
 */
import { ConnectError } from './connect.js';

export interface Whom {
  /** Address or name that is dialled. */
  readonly host: string;
  /** PEM text of the router's root certificate. */
  readonly root: string;
}

/**
 * @param remembered undefined when there is no root certificate yet
 * @param ask the present values
 * @throws what `call` and `ask` throw
 */
export async function callRouter<T>(
  remembered: Whom | undefined,
  ask: () => Promise<Whom>,
  call: (whom: Whom) => Promise<T>,
): Promise<T> {
  if (remembered === undefined) return await call(await ask());
  try {
    return await call(remembered);
  } catch (error) {
    const fault = staleness(error);
    if (fault === undefined) throw error;
    const now = await ask();
    // The right address does not answer: a second try would only take time.
    if (fault === 'address' && now.host === remembered.host) throw error;
    return await call(now);
  }
}

/** Which remembered value may be the wrong one. */
function staleness(error: unknown): 'address' | 'root' | undefined {
  if (!(error instanceof ConnectError)) return undefined;
  if (error.phase === 'connect') return 'address';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  // Another root has signed the certificate: the router's volume is a new one.
  return /SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|CERT_SIGNATURE/.test(code) ? 'root' : undefined;
}

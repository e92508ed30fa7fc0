/**
 * Makes two runs claim a network at the same moment, however fast either is.
 */
import type { EngineProxy } from './engine-proxy.js';

/** Lets no network be created before both runs want to; that of the second comes a little later. */
export function holdNetworks([one, other]: readonly EngineProxy[], lagMs: number): void {
  let waiting = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const hold = (lag: number) => async (call: string) => {
    if (!/^POST .*\/networks\/create/.test(call)) return;
    if (++waiting === 2) open();
    await opened;
    await new Promise((resolve) => setTimeout(resolve, lag));
  };
  if (one) one.beforeCall = hold(0);
  if (other) other.beforeCall = hold(lagMs);
}

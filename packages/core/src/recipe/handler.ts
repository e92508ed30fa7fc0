/**
 * Stage 6, recipe: loads the handler of a runtime and contains its failures.
 *
 * Anyone can write a runtime. Every failure of its code is caught here and reported with package
 * and version (`runtime-broken`): a module that does not load, a handler of another contract, a
 * method that throws. One broken runtime fails only the functions that need it.
 *
 * Gotcha: code that never returns is not contained.
 */
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { InstalledRuntime } from '../contract/installed-runtime.js';
import { CONTRACT, type RuntimeHandler } from '../contract/runtime.js';

/** @throws runtime-broken */
export async function loadHandler(runtime: InstalledRuntime, fn: string): Promise<RuntimeHandler> {
  let handler: RuntimeHandler;
  try {
    handler = await runtime.load();
  } catch (error) {
    throw isSmolfaasError(error, 'runtime-broken') ? error : broken(runtime, fn, 'load', error);
  }
  const wrong = misfit(handler, runtime.manifest.id);
  if (wrong !== undefined) throw broken(runtime, fn, 'load', wrong);
  return handler;
}

/** Why this object cannot be the handler of the manifest's runtime; undefined if it can. */
function misfit(handler: RuntimeHandler, id: string): string | undefined {
  if (typeof handler !== 'object' || handler === null) return 'the module exports no handler object';
  const contract: unknown = handler.contract;
  if (contract !== CONTRACT) return `it is made for contract ${String(contract)}, this is contract ${CONTRACT}`;
  if (handler.id !== id) return `the manifest says "${id}", the handler "${handler.id}"`;
  if (typeof handler.detect !== 'function' || typeof handler.recipe !== 'function') return 'it lacks detect or recipe';
  return undefined;
}

/**
 * Runs a handler's method. A source that changed while it was read is not the handler's fault, so
 * that error passes through.
 */
export function guarded<T>(
  runtime: InstalledRuntime,
  fn: string,
  during: 'detect' | 'recipe' | 'host setting',
  call: () => T,
): T {
  try {
    return call();
  } catch (error) {
    throw isSmolfaasError(error, 'source-changed') ? error : broken(runtime, fn, during, error);
  }
}

/** @param why the thrown value, or a sentence */
export function broken(runtime: InstalledRuntime, fn: string, during: string, why: unknown): SmolfaasError {
  const message = why instanceof Error ? why.message || why.name : String(why);
  const { package: name, version, manifest } = runtime;
  return new SmolfaasError(
    'runtime-broken',
    { function: fn, runtime: manifest.id, package: name, version, during, message },
    { cause: why },
  );
}

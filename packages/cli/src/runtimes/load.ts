/**
 * Imports a runtime's module; no code of a runtime runs before that. The export is checked against
 * the manifest, because the type of another author's package is a claim and no proof.
 */
import { CONTRACT, type RuntimeHandler, type RuntimeManifest, SmolfaasError } from '@smolfaas/core';
import type { RuntimePackage } from './identity.js';
import type { RuntimeModules } from './modules.js';

/** Makes an error that names the runtime's package. */
export function brokenPackage(
  source: RuntimePackage,
  runtime: string,
  during: string,
  message: string,
  cause?: unknown,
): SmolfaasError<'runtime-broken'> {
  const facts = { runtime, package: source.name, version: source.version, during, message };
  return new SmolfaasError('runtime-broken', facts, cause === undefined ? undefined : { cause });
}

/**
 * @param identity of the package's code
 * @throws runtime-broken
 */
export async function importRuntime(
  source: RuntimePackage,
  manifest: RuntimeManifest,
  identity: string,
  modules: Pick<RuntimeModules, 'load'>,
): Promise<RuntimeHandler> {
  const handler = await importHandler(source, manifest, () => modules.load(source, manifest.module, identity));
  if (isHandler(handler) && handler.id === manifest.id) return handler;
  throw brokenPackage(source, manifest.id, 'load', problemOf(handler, manifest.id));
}

async function importHandler(
  source: RuntimePackage,
  manifest: RuntimeManifest,
  load: () => Promise<object>,
): Promise<unknown> {
  try {
    const module: { default?: unknown; runtime?: unknown } = await load();
    return module.default ?? module.runtime;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw brokenPackage(source, manifest.id, 'import', message, cause);
  }
}

function isHandler(value: unknown): value is RuntimeHandler {
  if (typeof value !== 'object' || value === null || !('id' in value)) return false;
  const isOurs = 'contract' in value && value.contract === CONTRACT;
  return isOurs && 'detect' in value && isFunction(value.detect) && 'recipe' in value && isFunction(value.recipe);
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

/** Why a module's export is not the handler that its manifest declares. */
function problemOf(value: unknown, id: string): string {
  if (typeof value !== 'object' || value === null) return 'it exports neither "default" nor "runtime" as an object';
  const contract = 'contract' in value ? value.contract : undefined;
  if (contract !== CONTRACT) {
    return `it speaks contract ${JSON.stringify(contract)}, this smolfaas speaks ${CONTRACT}`;
  }
  if (!isHandler(value)) return 'it lacks id, detect or recipe';
  return `its id is ${JSON.stringify(value.id)}, its manifest says ${JSON.stringify(id)}`;
}

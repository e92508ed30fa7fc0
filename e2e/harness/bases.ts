/**
 * Which base image a test may build on: the first of the manifest's references that the engine has, so the same test works with
 * official images and with locally assembled stand-ins. When it has neither, the official one is pulled: builds alone leave
 * what they pulled in BuildKit's cache, where the engine does not see it.
 */
import { readFile } from 'node:fs/promises';
import { engineCall } from './engine.js';

interface Manifest {
  readonly smolfaas: {
    readonly runtimes: readonly [{ readonly bases: Readonly<Record<string, { image: string; standIn?: string }>> }];
  };
}

/** The reference for one base of a bundled runtime, such as `node` of `node`. @throws when the engine has neither and cannot pull, with its reason */
export async function baseImage(runtime: string, key: string): Promise<string> {
  const file = new URL(`../../packages/runtime-${runtime}/package.json`, import.meta.url);
  const { smolfaas } = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const base = smolfaas.runtimes[0].bases[key];
  for (const reference of [base?.image, base?.standIn]) {
    if (reference !== undefined && (await isLocal(reference))) return reference;
  }
  const pulled = base === undefined ? 'no such base' : await pull(base.image);
  if (base !== undefined && (await isLocal(base.image))) return base.image;
  throw new Error(`the engine has no image for ${runtime}'s base "${key}", and cannot pull it: ${pulled}`);
}

/** What the engine says while it pulls. A pull that fails on the way has status 200 too. */
async function pull(reference: string): Promise<string> {
  return String(
    await engineCall('POST', `/images/create?fromImage=${reference}`).catch((error: Error) => error.message),
  );
}

async function isLocal(reference: string): Promise<boolean> {
  return await engineCall('GET', `/images/${reference}/json`).then(
    () => true,
    () => false,
  );
}

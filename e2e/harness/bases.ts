/**
 * Which base image a test may build on: the first of the manifest's references that the engine has, so the same test works with
 * official images and with locally assembled stand-ins.
 */
import { readFile } from 'node:fs/promises';
import { engineCall } from './engine.js';

interface Manifest {
  readonly smolfaas: {
    readonly runtimes: readonly [{ readonly bases: Readonly<Record<string, { image: string; standIn?: string }>> }];
  };
}

/** The reference for one base of a bundled runtime, such as `node` of `node`. @throws when the engine has neither */
export async function baseImage(runtime: string, key: string): Promise<string> {
  const file = new URL(`../../packages/runtime-${runtime}/package.json`, import.meta.url);
  const { smolfaas } = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const base = smolfaas.runtimes[0].bases[key];
  for (const reference of [base?.image, base?.standIn]) {
    if (reference !== undefined && (await isLocal(reference))) return reference;
  }
  throw new Error(`the engine has no image for ${runtime}'s base "${key}": run \`npm start\` once`);
}

async function isLocal(reference: string): Promise<boolean> {
  return await engineCall('GET', `/images/${reference}/json`).then(
    () => true,
    () => false,
  );
}

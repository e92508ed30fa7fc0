/**
 * The runtimes of this workspace as the CLI would find them, and the base images that they build on here.
 */
import { readFileSync } from 'node:fs';
import { chooseBases } from '../../packages/core/dist/desired/bases.js';
import { engineJson } from './engine.mjs';

const IDS = ['dockerfile', 'go', 'node', 'python'];

/** Core's `InstalledRuntime` for each as plain data: instead of `load` the address of its module. */
export function runtimeList() {
  return IDS.map((id) => {
    const folder = new URL(`../../packages/runtime-${id}/`, import.meta.url);
    const { name, version, smolfaas } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
    const [manifest] = smolfaas.runtimes;
    const { href } = new URL(manifest.module, folder);
    return { manifest, package: name, version, identity: `${name}@${version}`, href };
  });
}

/** The same with `load`. */
export const loadable = (list) => list.map((one) => ({ ...one, load: async () => (await import(one.href)).runtime }));

/** `{ node: 'smolfaas.local/base/node:24', … }`: what `smolfaas up` chooses on this engine, and what the peers are given. */
export async function chosenBases(endpoint) {
  const images = (await engineJson(endpoint, 'GET', '/images/json')).map(({ RepoTags }) => ({ tags: RepoTags ?? [] }));
  return Object.assign({}, ...runtimeList().map(({ manifest }) => chooseBases(manifest, {}, images)));
}

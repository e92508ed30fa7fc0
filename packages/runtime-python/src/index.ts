/**
 * The Python runtime: uv installs the dependencies in pyproject.toml, uv.lock or requirements.txt;
 * `main.py` is the entry.
 *
 * Reading order: project.ts (what the manifests say), recipe.ts (the graph), host/ (the
 * user's settings of uv and pip on the host).
 */
import type { Detection, RuntimeHandler, SourceTree } from '@smolfaas/core';
import { uvConfig, uvConfigWithPip } from './host/uv.js';
import { recipe } from './recipe.js';

function detect(tree: SourceTree): Detection | undefined {
  const evidence = ['pyproject.toml', 'requirements.txt', 'uv.lock'].filter((name) => tree.has(name));
  return evidence.length === 0 ? undefined : { evidence };
}

const hostSetting: RuntimeHandler['hostSetting'] = (name, given) =>
  name === 'uv-with-pip' ? uvConfigWithPip(given) : uvConfig(given);

/** The handler that the manifest in package.json names. */
export const runtime: RuntimeHandler = { contract: 1, id: 'python', detect, recipe, hostSetting };

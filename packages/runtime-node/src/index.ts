/**
 * The Node.js runtime: npm, yarn or pnpm installs the production dependencies, a `build` script
 * runs if there is one, `index.js` is the entry.
 *
 * Reading order: manifest.ts (what package.json says), package-managers/ (which one installs, and
 * by which commands), entry/ (which command starts the function), install.ts (the dependency steps),
 * made/ (what scripts make in node_modules), recipe.ts (the graph), host/ (the user's settings of
 * the managers on the host).
 */
import type { Detection, RuntimeHandler, SourceTree } from '@smolfaas/core';
import { npmrc } from './host/npmrc.js';
import { yarnrc } from './host/yarnrc.js';
import { recipe } from './recipe.js';

function detect(tree: SourceTree): Detection | undefined {
  return tree.has('package.json') ? { evidence: ['package.json'] } : undefined;
}

const hostSetting: RuntimeHandler['hostSetting'] = (name, given) => (name === 'yarnrc' ? yarnrc(given) : npmrc(given));

/** The handler that the manifest in package.json names. */
export const runtime: RuntimeHandler = { contract: 1, id: 'node', detect, recipe, hostSetting };

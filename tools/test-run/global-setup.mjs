/**
 * What vitest runs once before all tests, whichever project they are of: see built.mjs. `npm test` builds on its own, so this
 * speaks to a developer who runs vitest by hand.
 */
import { fileURLToPath } from 'node:url';
import { buildState, judgeBuild } from './built.mjs';

/** Called by vitest. Throws, and no test runs, when there is no build. */
export function setup() {
  const sentence = judgeBuild(buildState(fileURLToPath(new URL('../../packages', import.meta.url))));
  if (sentence !== undefined) console.warn(`note: ${sentence}\n`);
}

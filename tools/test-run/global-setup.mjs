/**
 * What vitest runs once before and after all tests, whichever project they are of. It tells a developer who runs vitest by hand when
 * the build is missing or old (built.mjs); `npm test` builds on its own. Afterwards it removes archives of images.
 */
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chooseArchiveFolder } from './archive-folder.mjs';
import { buildState, judgeBuild } from './built.mjs';

/** Called by vitest, like what it returns. Throws, and no test runs, when there is no build. */
export function setup() {
  const archives = chooseArchiveFolder();
  const sentence = judgeBuild(buildState(fileURLToPath(new URL('../../packages', import.meta.url))));
  if (sentence !== undefined) console.warn(`note: ${sentence}\n`);
  return () => rm(archives, { recursive: true, force: true });
}

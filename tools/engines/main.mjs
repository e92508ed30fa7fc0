/**
 * `node tools/engines/main.mjs`: makes the root file systems of the engines that the matrix needs, and says where they are.
 * Tests that need one make it themselves; this is for having all of them at once.
 */
import { say, secondsSince } from '../process/say.mjs';
import { ROOTS } from './catalog.mjs';
import { provideRoot } from './roots.mjs';

const start = Date.now();
for (const name of Object.keys(ROOTS)) say(name, `${await provideRoot(name)} (${secondsSince(start)})`);

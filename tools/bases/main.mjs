/**
 * `node tools/bases/main.mjs [--only caddy,static]`: local stand-ins for the base images, where no image registry
 * answers. An image that the engine has already is made again only when its `revision` in plan.mjs went up. It keeps its
 * name, which is all that a recipe knows: functions are not rebuilt, and the next build of each uses the new one.
 * `--only buildkitd` makes the BuildKit daemon of `--builder container`, which is compiled and not part of the usual set.
 *
 * Finished layers are kept in `$XDG_CACHE_HOME/smolfaas/bases`; delete that directory and the images to start afresh.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { imageLabels } from '../engine/api.mjs';
import { findEngine } from '../engine/find.mjs';
import { megabytes, NeedsUser, say, secondsSince } from '../process/say.mjs';
import { assemble } from './assemble.mjs';
import { isCurrent } from './image-archive.mjs';
import { BUILDER_STAND_INS, selectImages, shortName } from './plan.mjs';
import { ensureTools } from './tools.mjs';

/** Where finished layers are kept. */
function cacheDirectory(env = process.env) {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'smolfaas/bases');
}

/** Those of `images` that the engine does not have, or has from a former revision. */
export async function missingImages(endpoint, images) {
  const labels = await Promise.all(images.map((image) => imageLabels(endpoint, image.name)));
  return images.filter((image, i) => labels[i] === undefined || !isCurrent(image, labels[i]));
}

/** Where a compiler runs, people should know that nothing hangs. */
const howLong = (images) =>
  images.some((image) => BUILDER_STAND_INS.includes(image)) ? 'a few minutes: one is compiled' : 'about a minute';

/** Assembles those of `images` that are missing, with a line for each. */
export async function provideStandIns(endpoint, images, cacheDir = cacheDirectory()) {
  const missing = await missingImages(endpoint, images);
  if (missing.length === 0) return say('base images', `${images.length} stand-ins already there`);
  const start = Date.now();
  say('base images', `assembling ${missing.map(shortName).join(', ')} from packages (${howLong(missing)})`);
  const installed = await ensureTools();
  if (installed.length > 0) say('base images', `installed ${installed.join(', ')} (${secondsSince(start)})`);
  const onImage = (image, bytes) => say(image.name, `${megabytes(bytes)} (${secondsSince(start)})`);
  await assemble({ endpoint, images: missing, cacheDir, onImage });
}

async function main() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const images = selectImages(values.only?.split(',') ?? []);
  const engine = await findEngine();
  if (engine === undefined) throw new NeedsUser('No container engine answers. Run `npm start`, which sets one up.');
  await provideStandIns(engine.endpoint, images);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error) => {
    process.stderr.write(
      `${error instanceof NeedsUser || error.name === 'AssemblyFailed' ? error.message : error.stack}\n`,
    );
    process.exitCode = error.exitCode ?? 3;
  });
}

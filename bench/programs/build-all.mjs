/**
 * Builds functions and does nothing else, by the stages of `smolfaas up`: read the source -> recipe, bind, solve. There is no state, container
 * or router. What the programs beside this file share.
 *
 * A job: `{ socketPath, functionsDir, names, runtimes, bases, prefix }`. The runtimes are not part of a program's bundle: as in the CLI they are plug-ins,
 * loaded when a function needs them.
 */
import { join } from 'node:path';
import { desiredImage } from '../../packages/core/dist/desired/desired-image.js';
import { desiredFunction } from '../../packages/core/dist/desired/desired.js';
import { buildImage } from '../../packages/core/dist/make/build-image.js';
import { recipesOfRun } from '../../packages/core/dist/recipe/recipes.js';
import { readSource } from '../../packages/core/dist/source/read-source.js';
import { callEngine, readText } from '../../tools/engine/api.mjs';
import { readHost } from '../kit/host.mjs';
import { loadable } from '../kit/runtimes.mjs';

const BUILD_MS = 600_000;

/** Builds all of the job side by side with a builder that is ready; gives the ids of their images. */
export async function buildAll({ socketPath, functionsDir, names, runtimes: described, bases, prefix }, builder) {
  const runtimes = loadable(described);
  const { Os, Arch, ApiVersion } = JSON.parse(await readText(await callEngine({ socketPath }, 'GET', '/version')));
  const context = {
    settings: {
      stateDb: join(functionsDir, '..', '.smolfaas'),
      bases,
      functions: new Map(),
      sourceLimits: { bytes: Infinity, files: Infinity },
      offline: false,
      imagePrefix: prefix,
      network: prefix,
      functionCa: false,
      readyTimeoutMs: BUILD_MS,
      drainTimeoutMs: 0,
      host: readHost(runtimes),
      buildTimeoutMs: BUILD_MS,
    },
    runtimes,
    missingRuntimes: [],
    emit: () => {},
    now: Date.now,
    signal: AbortSignal.timeout(BUILD_MS),
  };
  const observed = { images: [], engine: { apiVersion: ApiVersion, platform: { os: Os, architecture: Arch } } };
  const project = { id: prefix, functionsDir };
  const basis = { project, settings: context.settings, images: observed.images };
  const tools = { recipes: recipesOfRun(), builder: Promise.resolve(builder) };
  const versions = names.map(async (name) => {
    const source = await readSource(name, join(functionsDir, name), context);
    return buildImage(desiredFunction(desiredImage(source, basis), basis), { context, observed, project }, tools);
  });
  return (await Promise.all(versions)).map(({ image }) => image);
}

/** Says that the program is ready, and does `work` once for each message, which is answered with `{ ms }`. */
export function onEachMessage(work) {
  process.on('message', async () => {
    const begin = performance.now();
    await work();
    process.send({ ms: performance.now() - begin });
  });
  process.send('ready');
}

/**
 * Builds functions and does nothing else, by the stages of `smolfaas up`: read the source -> recipe, bind, solve. There is no state, container
 * or router. What the programs beside this file share.
 *
 * A job: `{ socketPath, functionsDir, names, runtimes, bases, prefix }`. The runtimes are not part of a program's bundle: as in the CLI they are plug-ins,
 * loaded when a function needs them.
 */
import { join } from 'node:path';
import { buildImage } from '../../packages/core/dist/stages/build/build-image.js';
import { readSource } from '../../packages/core/dist/stages/read-source.js';
import { callEngine, readText } from '../../tools/engine/api.mjs';
import { readHost } from '../kit/host.mjs';

const BUILD_MS = 600_000;

/** Builds all of the job side by side with a builder that is ready; gives the ids of their images. */
export async function buildAll({ socketPath, functionsDir, names, runtimes, bases, prefix }, builder) {
  const { Os, Arch, ApiVersion } = JSON.parse(await readText(await callEngine({ socketPath }, 'GET', '/version')));
  const context = {
    settings: {
      stateDb: join(functionsDir, '..', '.smolfaas'),
      bases,
      functions: new Map(),
      sourceLimits: { bytes: Infinity, files: Infinity },
      offline: false,
      imagePrefix: prefix,
      host: readHost(),
      buildTimeoutMs: BUILD_MS,
    },
    runtimes: runtimes.map((one) => ({ ...one, load: async () => (await import(one.href)).runtime })),
    missingRuntimes: [],
    emit: () => {},
    now: Date.now,
    signal: AbortSignal.timeout(BUILD_MS),
  };
  const observed = { images: [], engine: { apiVersion: ApiVersion, platform: { os: Os, architecture: Arch } } };
  const site = { context, observed, project: { id: prefix, functionsDir } };
  const versions = names.map(async (name) =>
    buildImage(await readSource(name, join(functionsDir, name), { ...context, images: [] }), site, {
      builder: Promise.resolve(builder),
    }),
  );
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

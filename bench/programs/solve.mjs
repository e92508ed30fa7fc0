/**
 * A program that builds functions and does nothing else: `node solve.mjs <job as JSON>`. It is what is timed beside `docker buildx build`.
 *
 *   ask the engine for its platform -> read the source -> recipe, bind, solve by the engine's BuildKit -> image with a tag
 *
 * The stages are core's own, those of `smolfaas up`; there is no state, container or router. Job:
 * `{ socketPath, functionsDir, names, runtimes, bases, prefix }`. It prints the ids of the images. With an IPC channel it stays, does the job once for
 * each message, and answers with `{ ms }`: the same work without the start of a program.
 *
 * What would surprise: it is run from a bundle (kit/bundle.mjs), so it must not look for files beside itself. The runtimes are not in it:
 * as in the CLI they are plug-ins, loaded when a function needs them.
 */
import { join } from 'node:path';
import { buildImage } from '../../packages/core/dist/stages/build/build-image.js';
import { readSource } from '../../packages/core/dist/stages/read-source.js';
import { engineBuilder } from '../../packages/engine-docker/dist/builder/engine-builder.js';
import { sharedClient } from '../../packages/engine-docker/dist/builder/shared-client.js';
import { callEngine, readText } from '../../tools/engine/api.mjs';
import { readHost } from '../kit/host.mjs';

const BUILD_MS = 600_000;

/** Bases are there already, so no registry is asked for anything. */
const NO_LOGINS = { login: async () => undefined, tried: () => undefined };

/** Builds all of the job side by side; gives the ids of their images. */
async function build(job) {
  const { socketPath, functionsDir, names, runtimes, bases, prefix } = job;
  const client = sharedClient({ kind: 'docker', socketPath });
  const builder = engineBuilder({ client, endpoint: socketPath, fetcher: 'engine', logins: NO_LOGINS });
  try {
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
  } finally {
    client.close();
  }
}

const job = JSON.parse(process.argv[2]);
if (process.send === undefined) {
  console.log((await build(job)).join('\n'));
} else {
  process.on('message', async () => {
    const begin = performance.now();
    await build(job);
    process.send({ ms: performance.now() - begin });
  });
  process.send('ready');
}

/**
 * A program that builds functions and does nothing else: `node solve.mjs <job as JSON>`. It is what is timed beside `docker buildx build`.
 *
 *   read the source -> recipe of its runtime -> bind -> solve by the engine's BuildKit -> image with a tag
 *
 * The stages are those of `smolfaas up`, in its order; there is no state, container or router. Job:
 * `{ socketPath, functionsDir, names, bases, prefix, label }`. With an IPC channel it stays, does the job once for each message, and answers
 * with `{ ms }`: the same work without the start of a program.
 */
import { join } from 'node:path';
import { connect } from '../../packages/buildkit/dist/connect/connect.js';
import { bind } from '../../packages/core/dist/stages/build/bind.js';
import { prepareRecipe } from '../../packages/core/dist/stages/build/recipe.js';
import { sourceTree } from '../../packages/core/dist/stages/fingerprint/source-tree.js';
import { imageTags } from '../../packages/core/dist/stages/object-names.js';
import { readSource } from '../../packages/core/dist/stages/read-source.js';
import { solveRequest } from '../../packages/engine-docker/dist/builder/solve-request.js';
import { readHost } from '../kit/host.mjs';
import { installedRuntimes } from '../kit/runtimes.mjs';

const BUILD_MS = 600_000;

async function solveAll(job) {
  const client = await connect({ kind: 'docker', socketPath: job.socketPath });
  try {
    const { os, architecture } = (await client.workers())[0].platforms[0];
    const host = readHost();
    const built = await Promise.all(
      job.names.map((name) => solve(client, name, { ...job, host, platform: { os, architecture } })),
    );
    return built.every(({ imageId }) => imageId !== undefined);
  } finally {
    client.close();
  }
}

async function solve(client, name, job) {
  const dir = join(job.functionsDir, name);
  const tools = {
    settings: { stateDb: join(job.functionsDir, '..', '.smolfaas'), bases: job.bases },
    runtimes: installedRuntimes(),
    images: [],
    store: undefined,
    now: Date.now,
    signal: AbortSignal.timeout(BUILD_MS),
  };
  const { candidates, fingerprint, recipeKey } = await readSource(name, dir, tools);
  const tree = sourceTree(name, dir, fingerprint.entries);
  const request = { function: name, tree, candidates: candidates.runtimes, configuredBases: job.bases, images: [] };
  const bound = bind({
    prepared: await prepareRecipe(request),
    function: name,
    projectId: job.prefix,
    contentHash: fingerprint.contentHash,
    recipeKey,
    tags: imageTags(job.prefix, name, fingerprint.contentHash, recipeKey),
    source: { root: dir, entries: fingerprint.entries },
    tree,
    platform: job.platform,
    host: job.host,
    timeoutMs: BUILD_MS,
  });
  return client.solve(solveRequest({ ...bound, labels: { ...bound.labels, ...job.label } }));
}

const job = JSON.parse(process.argv[2]);
const perform = async () => {
  if (!(await solveAll(job))) throw new Error('a build ended without an image');
};
if (process.send === undefined) {
  await perform();
} else {
  process.on('message', async () => {
    const begin = performance.now();
    await perform();
    process.send({ ms: performance.now() - begin });
  });
  process.send('ready');
}

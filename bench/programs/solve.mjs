/**
 * A program that builds functions: `node solve.mjs <job as JSON>` (build-all.mjs). It is what is timed beside `docker buildx build`.
 *
 *   ask the engine for its platform -> read the source -> recipe, bind, solve by the engine's BuildKit -> image with a tag
 *
 * It prints the ids of the images. With an IPC channel it stays, does the job once for each message, and answers with `{ ms }`: the same work
 * without the start of a program.
 *
 * Gotcha: it is run from a bundle (kit/bundle.mjs), so it must not look for files beside itself.
 */
import { engineBuilder } from '../../packages/engine-docker/dist/builder/engine-builder.js';
import { sharedClient } from '../../packages/engine-docker/dist/builder/shared-client.js';
import { buildAll, onEachMessage } from './build-all.mjs';

/** Bases are there already, so no registry is asked for anything. */
const NO_LOGINS = { login: async () => undefined, tried: () => undefined };

async function build(job) {
  const { socketPath } = job;
  const client = sharedClient({ kind: 'docker', socketPath });
  const builder = engineBuilder({ client, endpoint: socketPath, fetcher: 'engine', logins: NO_LOGINS });
  try {
    return await buildAll(job, builder);
  } finally {
    client.close();
  }
}

const job = JSON.parse(process.argv[2]);
if (process.send === undefined) console.log((await build(job)).join('\n'));
else onEachMessage(() => build(job));

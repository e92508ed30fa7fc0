/**
 * `smolfaas up` beside `docker compose up -d --build`: the same 20 functions, the same engine, in turn.
 *
 *   first        every function is new to the engine: built, started (twice, with other contents)
 *   unchanged    nothing was changed since
 *   one changed  one file of one function was edited; after the run it is checked that the new version is live
 *   down         `smolfaas down` beside `docker compose down`
 *
 * What would surprise: `smolfaas up` ends when every function has answered through the router; Compose ends when the containers were
 * started. The comparison is left as it is, in favour of the peer.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasImage } from '../tools/engine/api.mjs';
import { createComposeProject } from './kit/compose.mjs';
import { inTurn } from './kit/run.mjs';
import { createProject, writeFunction } from './kit/smolfaas.mjs';
import { summary } from './kit/stats.mjs';

const FUNCTIONS = 20;
const FIRST_ROUNDS = 2;
const ROUNDS = 7;
/** Compose does not wait until the servers listen, and one that does not listen yet cannot be told to end: stopping it takes 10 s. */
const SETTLE_MS = 4_000;

/** Measures; gives rows for the table. `peers` may be undefined: then SmolFaaS is measured alone. */
export async function measureUp({ dir, id, endpoint, peers, signal, say }) {
  const names = Array.from({ length: FUNCTIONS }, (_, i) => `fn-${String(i + 1).padStart(2, '0')}`);
  const ours = oursAs(await createProject(join(dir, 'smolfaas'), id, signal));
  const base = await baseImage(endpoint);
  const theirs =
    peers &&
    theirsAs(await createComposeProject({ dir: join(dir, 'compose'), id, names, base, peers, endpoint, signal }));
  const both = theirs ? [ours, theirs] : [ours];
  const write = async (one, which, version) => {
    for (const name of which) await writeFunction(one.functionsDir, name, version);
  };

  const down = both.map(() => []);
  say(`first up of ${FUNCTIONS} functions, ${FIRST_ROUNDS} rounds`);
  const first = await inTurn(
    FIRST_ROUNDS,
    both.map((one, at) => async (round) => {
      await write(one, names, `${id}-first-${round}`);
      const { ms } = await one.up();
      if (round < FIRST_ROUNDS - 1) {
        await sleep(SETTLE_MS, undefined, { signal });
        down[at].push((await one.down()).ms);
        await one.forget();
      }
      return ms;
    }),
  );
  say(`nothing changed, ${ROUNDS} rounds`);
  const unchanged = await inTurn(
    ROUNDS,
    both.map((one) => async () => (await one.up()).ms),
  );
  say(`one changed, ${ROUNDS} rounds`);
  const changed = await inTurn(
    ROUNDS,
    both.map((one) => async (round) => {
      const name = names[round % FUNCTIONS];
      const before = await one.version(name);
      await write(one, [name], `${id}-edit-${round}`);
      const { ms } = await one.up();
      if ((await one.version(name)) === before) throw new Error(`${name} still has its old version`);
      return ms;
    }),
  );
  say('down');
  for (const [at, one] of both.entries()) down[at].push((await one.down()).ms);

  return [
    row('first up', first),
    row('up, nothing changed', unchanged, 0.3),
    row('up, one changed', changed, 0.5),
    row('down', down),
  ].map((one) => ({ ...one, what: `${one.what} (${FUNCTIONS} functions)` }));
}

/** Both contestants behind the same verbs. */
function oursAs(project) {
  return {
    functionsDir: project.functionsDir,
    up: () => project.run('up'),
    down: () => project.run('down'),
    forget: () => project.run('down', '--force'),
    version: (name) => project.answerOf(name),
  };
}

function theirsAs(project) {
  return {
    functionsDir: project.functionsDir,
    up: () => project.run('up', '-d', '--build'),
    down: () => project.run('down'),
    forget: () => project.run('down', '--rmi', 'all', '--volumes'),
    version: (name) => project.imageOf(name),
  };
}

function row(what, [ours, theirs], aim) {
  return {
    what,
    unit: 'ms',
    ours: { name: 'smolfaas', ...summary(ours) },
    ...(theirs && { peer: { name: 'docker compose', ...summary(theirs) } }),
    ...(aim && { aim: { ratio: aim } }),
  };
}

/** The image that SmolFaaS builds Node.js functions on here. */
async function baseImage(endpoint) {
  const text = await readFile(new URL('../packages/runtime-node/package.json', import.meta.url), 'utf8');
  const { image, standIn } = JSON.parse(text).smolfaas.runtimes[0].bases.node;
  return (await hasImage(endpoint, image)) || standIn === undefined ? image : standIn;
}

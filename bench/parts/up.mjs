/**
 * `smolfaas up` beside `docker compose up -d --build`: the same functions, the same engine, in turn; for each size of project:
 *
 *   first        every function is new to the engine: built, started; the caches of package managers and compilers are warm for both
 *   unchanged    nothing was changed since
 *   changed      one source file of one Node.js function was edited; after the run it is checked that the new version is live
 *   dependency   one Node.js function depends on another version of its package
 *   down         `smolfaas down` beside `docker compose down`
 *   memory       the peak of the client program in the first up, the run that does most
 *
 * Gotcha: `smolfaas up` ends when every function has answered through the router; Compose ends when the containers were
 * started. The comparison is left as it is, in favour of the peer. How often each is measured: docs/decisions/0006. Engine 20.10 sometimes
 * counts an endpoint of a network that is gone, and then does not remove the network: images and containers were removed by then, so
 * the measuring goes on.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mix, oneOfEach } from '../functions/mix.mjs';
import { inTurn } from '../kit/in-turn.mjs';
import { chosenBases } from '../kit/runtimes.mjs';
import { contestants } from './up/contestants.mjs';
import { rowsOf } from './up/rows.mjs';

const ROUNDS = {
  1: { first: 5, unchanged: 11, changed: 7, dependency: 5 },
  20: { first: 5, unchanged: 7, changed: 7, dependency: 5 },
  100: { first: 3, unchanged: 5, changed: 5, dependency: 5 },
};
const QUICK = { first: 1, unchanged: 3, changed: 3, dependency: 1 };
/** Compose does not wait until the servers listen, and one that does not listen yet may not hear that it is to end: stopping it takes 10 s. */
const SETTLE_MS = 3_000;

/** Measures; gives rows for the tables. `peers` may be undefined: then SmolFaaS is measured alone. */
export async function measureUp(room) {
  const bases = await chosenBases(room.endpoint);
  await warmUp({ ...room, bases });
  const bySize = new Map();
  for (const size of room.sizes) bySize.set(size, await measureSize({ ...room, bases }, size));
  return rowsOf(bySize, room.peers);
}

/** One project of each kind of function, for both: what compilers and package managers keep is there afterwards. */
async function warmUp(room) {
  room.say('warming up: one function of each kind');
  const functions = oneOfEach();
  for (const one of await contestants({ ...room, id: `${room.id}w`, dir: join(room.dir, 'warm-up'), functions })) {
    await one.write(functions, `${room.id}-warm`);
    await one.up();
    await sleep(SETTLE_MS, undefined, { signal: room.signal });
    await one.down();
    await one.forget();
  }
}

/** Samples by measure, each a list for each contestant. */
async function measureSize(room, size) {
  const { quick, signal } = room;
  const rounds = quick ? QUICK : ROUNDS[size];
  const functions = mix(size);
  const id = `${room.id}n${size}`;
  const both = await contestants({ ...room, id, dir: join(room.dir, String(size)), functions });
  const of = (kinds) => functions.filter(({ kind }) => kinds.includes(kind));
  const say = (what) => room.say(`${size} function${size === 1 ? '' : 's'}: ${what}`);
  const settled = () => sleep(SETTLE_MS, undefined, { signal });
  const forget = (one) =>
    one.forget().catch((error) => {
      signal.throwIfAborted();
      say(`not all of a round could be removed, which costs the next one nothing: ${error.message}`);
    });

  say(`first up, ${rounds.first} rounds`);
  const down = both.map(() => []);
  const first = await inTurn(
    rounds.first,
    both.map((one, at) => async (round) => {
      await one.write(functions, `${id}-${one.key}-first-${round}`);
      const sample = await one.up({ memory: true });
      if (round === rounds.first - 1) return sample;
      await settled();
      down[at].push((await one.down()).ms);
      await forget(one);
      return sample;
    }),
  );
  say(`nothing changed, ${rounds.unchanged} rounds`);
  const unchanged = await inTurn(rounds.unchanged, both.map(timesOf));
  say(`one changed, ${rounds.changed} rounds`);
  const changed = await edit(both, rounds.changed, of(['node', 'node-deps']), (round) => ({
    version: `${id}-edit-${round}`,
  }));
  say(`changed dependency, ${rounds.dependency} rounds`);
  const steps = (round) => ({ version: `${id}-dependency-${round}`, step: round + 1 });
  const dependency = await edit(both, rounds.dependency, of(['node-deps']), steps);
  say('down');
  await settled();
  for (const [at, one] of both.entries()) down[at].push((await one.down()).ms);
  for (const one of both) await forget(one);
  const firstMs = first.map((samples) => samples.map(({ ms }) => ms));
  const memory = first.map((samples) => samples.map(({ megabytes }) => megabytes));
  return { first: firstMs, unchanged, changed, dependency, down, memory };
}

const timesOf = (one) => async () => (await one.up()).ms;

/** Changes one of `functions` in each round, another one in the next; both contestants the same. */
function edit(both, rounds, functions, change) {
  return inTurn(
    rounds,
    both.map((one) => async (round) => {
      const target = functions[round % functions.length];
      const before = await one.version(target.name);
      await one.edit(target, change(round));
      const { ms } = await one.up();
      if ((await one.version(target.name)) === before) throw new Error(`${target.name} still has its old version`);
      return ms;
    }),
  );
}

/**
 * `npm run bench [-- --only up,router --sizes 1,20 --quick]`: measures SmolFaaS against its peers, on this machine.
 *
 *   parts/     what is measured, one file each            kit/        running, timing, contestants, cleaning up
 *   functions/ the generated functions and Dockerfiles    report/     tables, docs/figures.md, the README's table
 *   programs/  what runs in processes of its own          aims.mjs    the figures to reach
 *
 * A whole run writes bench/results/latest.json and the documents that are made from it; any other prints and writes partial.json
 * there. Whatever a part made is removed when it ends, also when it is interrupted. The exit code is 1 when something could not be
 * measured, 2 for arguments that are none, 130 after an interrupt; a missed aim is reported, and no failure.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { NeedsUser } from '../tools/process/say.mjs';
import { findEngine } from '../tools/engine/find.mjs';
import { judged } from './aims.mjs';
import { BadArguments, readArguments } from './arguments.mjs';
import { removeAllOf } from './kit/engine.mjs';
import { NoPeers, providePeers } from '../tools/peers/peers.mjs';
import { providePrograms } from './kit/programs.mjs';
import { measureBuilder } from './parts/builder.mjs';
import { measureDaily } from './parts/daily.mjs';
import { measureReplacement } from './parts/replace.mjs';
import { measureRouter } from './parts/router.mjs';
import { measureSolve } from './parts/solve.mjs';
import { measureSource } from './parts/source.mjs';
import { measureStartUp } from './parts/start-up.mjs';
import { measureUp } from './parts/up.mjs';
import { tables } from './report/tables.mjs';
import { describeMachine, writeResults } from './report/write.mjs';

const PARTS = {
  'start-up': measureStartUp,
  source: measureSource,
  solve: measureSolve,
  builder: measureBuilder,
  up: measureUp,
  router: measureRouter,
  replace: measureReplacement,
  daily: measureDaily,
};
const SIZES = [1, 20, 100];

async function main(args, signal) {
  const { parts, sizes, quick, whole } = readArguments(args, { parts: Object.keys(PARTS), sizes: SIZES });
  const engine = await findEngine();
  if (engine === undefined) throw new NeedsUser('No container engine answers. Run `npm start`, which sets one up.');
  const { endpoint } = engine;
  if (parts.includes('up')) await providePrograms(['time']);
  if (parts.includes('router')) await providePrograms(['wrk']);
  const peers = await peersOrNone();
  const measured = await measure(parts, { endpoint, peers, sizes, quick, signal, say });
  console.log(`\n${tables(measured.rows)}\n`);
  const results = { machine: await describeMachine(endpoint), ...measured, peers: peers?.versions };
  const complete = peers !== undefined && measured.failed.length === 0;
  console.log(`bench/results/${await writeResults(results, whole && complete)}`);
  return complete ? 0 : 1;
}

/** All parts, one after another. One that fails is reported, and the others go on: they have taken minutes, too. */
async function measure(parts, options) {
  const measured = { load: {}, rows: [], failed: [] };
  for (const name of parts) {
    measured.load[name] = loadavg()[0];
    try {
      const rows = await cleanly(options.endpoint, (room) => PARTS[name]({ ...room, ...options }));
      measured.rows.push(...rows.map(judged));
    } catch (error) {
      options.signal.throwIfAborted();
      console.error(`${name} could not be measured:`, error);
      measured.failed.push(name);
    }
  }
  return measured;
}

async function peersOrNone() {
  try {
    return await providePeers();
  } catch (error) {
    if (!(error instanceof NoPeers)) throw error;
    console.error(`Docker Compose cannot be compared with here: ${error.message}`);
    return undefined;
  }
}

/** Gives a part a directory and a name of its own, and removes all that bears it. */
async function cleanly(endpoint, part) {
  const id = `sfbench${randomBytes(3).toString('hex')}`;
  const dir = await mkdtemp(join(tmpdir(), `${id}-`));
  try {
    return await part({ dir, id, endpoint });
  } finally {
    // Told and not thrown: it would take the place of what the part failed with.
    await removeAllOf(endpoint, id).catch((error) =>
      console.error(`left behind, names begin with ${id}:`, error.message),
    );
    await rm(dir, { recursive: true, force: true });
  }
}

const begin = Date.now();
const say = (what) => {
  const seconds = ((Date.now() - begin) / 1000).toFixed(0).padStart(4);
  console.log(`${seconds} s • ${what} (load ${loadavg()[0].toFixed(1)})`);
};

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) {
  process.once(name, () => {
    console.error('stopping, and removing what was made; once more ends at once and leaves it');
    stop.abort(new Error(`interrupted by ${name}`));
  });
}
try {
  process.exitCode = await main(process.argv.slice(2), stop.signal);
} catch (error) {
  const told = error instanceof BadArguments || error instanceof NeedsUser;
  console.error(stop.signal.aborted ? stop.signal.reason.message : told ? error.message : error);
  process.exitCode = stop.signal.aborted ? 130 : error instanceof BadArguments ? 2 : 1;
}

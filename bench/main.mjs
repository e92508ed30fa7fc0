/**
 * `npm run bench [-- up start-up replace source]`: measures SmolFaaS against its peers, on this machine.
 *
 *   peers.mjs     fetches them             up.mjs        `up` and `down` beside Docker Compose
 *   start-up.mjs  beside an empty Node.js  replace.mjs   requests while a function is replaced
 *   source.mjs    beside `git status`
 *
 * A run of everything writes bench/results/latest.json and docs/figures.md; a run of some parts only prints. Whatever a part made is removed
 * when it ends, also when it is interrupted. The exit code is 1 when something could not be measured.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEngine } from '../tools/engine/find.mjs';
import { removeAllOf } from './kit/engine.mjs';
import { tables } from './kit/report.mjs';
import { describeMachine, writeResults } from './kit/write.mjs';
import { NoPeers, providePeers } from './peers.mjs';
import { measureReplacement } from './replace.mjs';
import { measureSource } from './source.mjs';
import { measureStartUp } from './start-up.mjs';
import { measureUp } from './up.mjs';

const PARTS = { 'start-up': measureStartUp, source: measureSource, up: measureUp, replace: measureReplacement };

async function main(wanted, signal) {
  const unknown = wanted.find((name) => !(name in PARTS));
  if (unknown !== undefined) throw new Error(`no part "${unknown}"; there are ${Object.keys(PARTS).join(', ')}`);
  const engine = await findEngine();
  if (engine === undefined) throw new Error('No container engine answers. Run `npm start`, which sets one up.');
  const parts = Object.keys(PARTS).filter((name) => wanted.length === 0 || wanted.includes(name));
  const peers = parts.includes('up') ? await peersOrNone() : undefined;
  const rows = [];
  const load = {};
  for (const name of parts) {
    load[name] = loadavg()[0];
    rows.push(...(await cleanly(engine.endpoint, (room) => PARTS[name]({ ...room, peers, signal, say }))));
  }
  console.log(`\n${tables(rows)}\n`);
  if (parts.includes('up') && peers === undefined) return 1;
  if (parts.length < Object.keys(PARTS).length) return 0;
  const machine = await describeMachine(engine.endpoint);
  await writeResults({ machine, load, peers: peers.versions, rows });
  return 0;
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
    await removeAllOf(endpoint, id);
    await rm(dir, { recursive: true, force: true });
  }
}

const say = (what) => console.log(`• ${what} (load ${loadavg()[0].toFixed(1)})`);

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stop.abort(new Error(`interrupted by ${name}`)));
try {
  process.exitCode = await main(process.argv.slice(2), stop.signal);
} catch (error) {
  console.error(stop.signal.aborted ? stop.signal.reason.message : error);
  process.exitCode = 1;
}

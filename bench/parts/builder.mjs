/**
 * An image of 200 MB on its way from a builder outside of the engine into the engine: ours beside `docker buildx build --load`.
 *
 *   unchanged   the same source again
 *   changed     one of its 20 files is another one
 *   first       all of them are
 *
 * Ours runs twice: with the daemon in a container of its own, reached through the engine's API, and with the very daemon that buildx
 * uses, at its socket. All build FROM scratch, so that nothing is measured but source, solve and transfer.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builderImage, startDaemon } from '../kit/daemon.mjs';
import { RUN_LABEL } from '../kit/engine.mjs';
import { startForked } from '../kit/forked.mjs';
import { inTurn } from '../kit/in-turn.mjs';
import { timed } from '../kit/run.mjs';
import { runtimeList } from '../kit/runtimes.mjs';
import { summary } from '../kit/stats.mjs';

const FILES = 20;
const FILE_BYTES = 10_000_000;
const ROUNDS = 5;
const FUNCTION = 'large';
/** Not bundled: its start is no part of what is timed. */
const PROGRAM = fileURLToPath(new URL('../programs/own-builder.mjs', import.meta.url));

const WHAT = {
  unchanged: '200 MB image, nothing changed',
  changed: '200 MB image, 10 MB changed',
  first: '200 MB image, all of it new',
};

export async function measureBuilder({ dir, id, endpoint, peers, quick, signal, say }) {
  if (peers === undefined) return [];
  const image = await builderImage(endpoint);
  if (image === undefined)
    throw new Error('the engine has no image of a BuildKit daemon; the set-up of `npm test` makes one');
  say('starting the daemons');
  const daemon = await startDaemon({ dir, id, image, peers, signal });
  const job = {
    ...endpoint,
    names: [FUNCTION],
    runtimes: runtimeList(),
    bases: {},
    builderBases: { buildkitd: image },
  };
  const contestants = [
    await ours({ dir, signal, job: { ...job, builder: { kind: 'container' }, prefix: `${id}-c` } }),
    await ours({
      dir,
      signal,
      job: { ...job, builder: { kind: 'address', address: daemon.address }, prefix: `${id}-a` },
    }),
    await theirs({ dir, id, daemon, signal }),
  ];
  try {
    return await rowsOf(contestants, quick ? 2 : ROUNDS, say);
  } finally {
    for (const { stop } of contestants) stop();
  }
}

async function rowsOf(contestants, rounds, say) {
  const rows = [];
  for (const [measure, changed] of [
    ['first', FILES],
    ['changed', 1],
    ['unchanged', 0],
  ]) {
    say(`${WHAT[measure]}, ${rounds} rounds`);
    const samples = await inTurn(
      rounds,
      contestants.map(({ source, build }) => async () => {
        await writeSource(source, changed);
        return build();
      }),
    );
    const [container, address, peer] = samples.map(summary);
    const row = (way, own, what) => ({
      id: `builder/${way}/${measure}`,
      what: `${WHAT[measure]}, ${what}`,
      unit: 'ms',
      ours: { name: 'smolfaas', ...own },
      peer: { name: 'docker buildx build --load', ...peer },
    });
    rows.push(row('container', container, 'builder in a container'), row('address', address, 'builder at a socket'));
  }
  return rows;
}

/** Our program with a builder that is ready, and has built once. */
async function ours({ dir, job, signal }) {
  const functionsDir = join(dir, job.prefix);
  const source = await makeSource(join(functionsDir, FUNCTION));
  const { run, stop } = await startForked(PROGRAM, { ...job, functionsDir }, signal);
  return { source, build: run, stop };
}

async function theirs({ dir, id, daemon, signal }) {
  const source = await makeSource(join(dir, 'theirs'));
  const args = ['buildx', 'build', '--builder', daemon.name, '--load', '--label', `${RUN_LABEL}=${id}`];
  const build = async () =>
    (await timed('docker', [...args, '--tag', `${id}-theirs`, source], { cwd: dir, env: daemon.env, signal })).ms;
  await build();
  return { source, build, stop: () => {} };
}

async function makeSource(source) {
  await mkdir(source, { recursive: true });
  await writeFile(join(source, 'Dockerfile'), 'FROM scratch\nCOPY . /data/\nCMD ["/none"]\n');
  await writeSource(source, FILES);
  return source;
}

/** Gives so many of the files new bytes, which no compression makes smaller. */
async function writeSource(source, files) {
  for (let at = 0; at < files; at += 1) await writeFile(join(source, `file-${at}`), randomBytes(FILE_BYTES));
}

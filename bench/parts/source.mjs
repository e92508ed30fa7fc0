/**
 * Is anything changed? The fingerprint of a source of 10 000 files that were not, beside `git status` in the same directory.
 *
 * Both only look at the files' stat, since both remember it. Ours is measured inside a process that runs, as `up` asks it; git
 * is measured as a program, since that is how it is asked, with its start (1 to 3 ms) in it.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fingerprint } from '../../packages/core/dist/source/fingerprint/fingerprint.js';
import { loadRules } from '../../packages/core/dist/source/ignore/ignore.js';
import { inTurn } from '../kit/in-turn.mjs';
import { timed } from '../kit/run.mjs';
import { summary } from '../kit/stats.mjs';

const FOLDERS = 100;
const FILES_IN_EACH = 100;
const ROUNDS = 11;
/** Younger files may have changed within one tick of the file system's clock, and are read again by both. */
const SETTLED_MS = 2_500;

export async function measureSource({ dir, quick, signal, say }) {
  const rounds = quick ? 5 : ROUNDS;
  say(`${FOLDERS * FILES_IN_EACH} unchanged files, ${rounds} rounds`);
  await writeTree(dir);
  const git = (...args) =>
    timed('git', ['-c', 'core.fsmonitor=false', ...args], { cwd: dir, env: process.env, signal });
  await git('init', '--quiet');
  await git('add', '.');
  await sleep(SETTLED_MS, undefined, { signal });
  await git('status', '--porcelain'); // brings git's index up to date
  const rules = loadRules('source', dir, { dockerfile: false, litter: [], stateDb: join(dir, '.smolfaas') });
  const options = { nowMs: Date.now(), signal };
  const { cache, contentHash } = await fingerprint('source', dir, rules, options);
  const ours = async () => {
    const begin = performance.now();
    const again = await fingerprint('source', dir, rules, { ...options, cache });
    const ms = performance.now() - begin;
    if (again.contentHash !== contentHash) throw new Error('an unchanged source has another fingerprint');
    return ms;
  };
  const [own, status] = await inTurn(rounds, [ours, async () => (await git('status', '--porcelain')).ms]);
  return [
    {
      id: 'source/unchanged',
      what: `fingerprint of ${FOLDERS * FILES_IN_EACH} unchanged files`,
      unit: 'ms',
      ours: { name: 'smolfaas', ...summary(own) },
      peer: { name: 'git status', ...summary(status) },
    },
  ];
}

async function writeTree(dir) {
  for (let folder = 0; folder < FOLDERS; folder += 1) {
    const path = join(dir, `folder-${folder}`);
    await mkdir(path, { recursive: true });
    for (let file = 0; file < FILES_IN_EACH; file += 1) {
      await writeFile(join(path, `file-${file}.txt`), `${folder} ${file}\n`.repeat(50));
    }
  }
}

/**
 * How long the CLI takes to be there: `smolfaas --version` beside `node -e 0`, which is the floor of any program on Node.js.
 *
 * `--help` and a `check` that finds no functions directory are told for information: the latter loads everything that a run loads, and
 * does next to nothing.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inTurn, timed } from './kit/run.mjs';
import { CLI } from './kit/smolfaas.mjs';
import { summary } from './kit/stats.mjs';

const ROUNDS = 15;

export async function measureStartUp({ dir, signal, say }) {
  say(`start-up, ${ROUNDS} rounds`);
  await mkdir(dir, { recursive: true });
  const node = (codes, ...args) => {
    const env = { ...process.env, XDG_STATE_HOME: join(dir, 'state') };
    return async () => (await timed(process.execPath, args, { cwd: dir, env, signal, codes })).ms;
  };
  const [floor, version, help, check] = await inTurn(ROUNDS, [
    node([0], '-e', '0'),
    node([0], CLI, '--version'),
    node([0], CLI, '--help'),
    node([2], CLI, 'check'),
  ]);
  const peer = { name: 'node -e 0', ...summary(floor) };
  const row = (what, samples, aim) => ({
    what,
    unit: 'ms',
    ours: { name: 'smolfaas', ...summary(samples) },
    peer,
    ...aim,
  });
  return [
    row('smolfaas --version', version, { aim: { ratio: 3 } }),
    row('smolfaas --help', help),
    row('smolfaas check, no functions directory', check),
  ];
}

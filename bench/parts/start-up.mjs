/**
 * How long the CLI takes to be there: `smolfaas --version` beside `node -e 0`, which is the floor of any program on Node.js, and beside
 * `docker compose version`.
 *
 * `--help` and a `check` that finds no functions directory are reported for information: the latter loads everything that a run loads, and
 * does next to nothing.
 */
import { join } from 'node:path';
import { inTurn } from '../kit/in-turn.mjs';
import { timed } from '../kit/run.mjs';
import { CLI } from '../kit/smolfaas.mjs';
import { summary } from '../kit/stats.mjs';

const ROUNDS = 15;

export async function measureStartUp({ dir, peers, quick, signal, say }) {
  const rounds = quick ? 5 : ROUNDS;
  say(`start-up, ${rounds} rounds`);
  const env = { ...process.env, XDG_STATE_HOME: join(dir, 'state') };
  const node =
    (codes, ...args) =>
    async () =>
      (await timed(process.execPath, args, { cwd: dir, env, signal, codes })).ms;
  const compose = async () => (await timed('docker', ['compose', 'version'], { cwd: dir, env: peers.env, signal })).ms;
  const [floor, version, help, check, other] = await inTurn(rounds, [
    node([0], '-e', '0'),
    node([0], CLI, '--version'),
    node([0], CLI, '--help'),
    node([2], CLI, 'check'),
    ...(peers === undefined ? [] : [compose]),
  ]);
  const row = (measure, what, samples, name, theirs) => ({
    id: `start-up/${measure}`,
    what,
    unit: 'ms',
    ours: { name: 'smolfaas', ...summary(samples) },
    peer: { name, ...summary(theirs) },
  });
  return [
    row('version', 'smolfaas --version', version, 'node -e 0', floor),
    ...(other ? [row('version-compose', 'smolfaas --version', version, 'docker compose version', other)] : []),
    row('help', 'smolfaas --help', help, 'node -e 0', floor),
    row('check', 'smolfaas check, no functions directory', check, 'node -e 0', floor),
  ];
}

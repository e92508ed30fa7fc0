/**
 * The commands that people type all day: `ps` of a hundred functions beside `docker ps` and `docker stats`, and `invoke` beside `curl`
 * of the same request, which does not have to start Node.js (so `node -e 0` is added to it).
 *
 * `ps` shows what the two programs of the peer show together, which are run one after the other.
 */
import { join } from 'node:path';
import { writeFunctions } from '../functions/write.mjs';
import { inTurn } from '../kit/in-turn.mjs';
import { timed } from '../kit/run.mjs';
import { createProject } from '../kit/smolfaas.mjs';
import { summary } from '../kit/stats.mjs';

const ROUNDS = 15;

export async function measureDaily({ dir, id, quick, signal, say }) {
  const project = await createProject({ dir, id: `${id}d`, signal });
  const count = quick ? 10 : 100;
  const functions = Array.from({ length: count }, (_, n) => ({ name: `fn-${n}`, kind: 'node' }));
  await writeFunctions(project.functionsDir, functions, { version: 'v0' });
  say(`up of ${count} functions`);
  await project.run(['up']);
  await project.run(['invoke', 'fn-0']);
  const rounds = quick ? 5 : ROUNDS;
  say(`ps and invoke, ${rounds} rounds`);
  const program =
    (command, ...args) =>
    async () =>
      (await timed(command, args, { cwd: dir, signal })).ms;
  const ours =
    (...args) =>
    async () =>
      (await project.run(args)).ms;
  const url = `https://fn.localhost:${project.httpsPort}/invoke/fn-0`;
  const listed = program('docker', 'ps', '--filter', `network=${project.names.network}`);
  const measuredToo = program('docker', 'stats', '--no-stream');
  const [ps, list, invoke, curl, node] = await inTurn(rounds, [
    ours('ps'),
    async () => (await listed()) + (await measuredToo()),
    ours('invoke', 'fn-0'),
    program('curl', '-sk', '-o', join(dir, 'answer'), url),
    program(process.execPath, '-e', '0'),
  ]);
  const row = (measure, what, samples, name, theirs) => ({
    id: `daily/${measure}`,
    what,
    unit: 'ms',
    ours: { name: 'smolfaas', ...summary(samples) },
    peer: { name, ...summary(theirs) },
  });
  const together = curl.map((ms, round) => ms + node[round]);
  return [
    row(`ps/${count}`, `ps of ${count} functions`, ps, 'docker ps and docker stats', list),
    row('invoke', 'invoke', invoke, 'curl and node -e 0', together),
  ];
}

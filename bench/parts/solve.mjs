/**
 * A build of which every step is cached: ours beside `docker buildx build`, and twenty at once beside `docker buildx bake`.
 *
 *   program   a whole SmolFaaS program, from its start to its end (programs/solve.mjs, bundled as the CLI is), as buildx is one
 *   inside    the same work in a program that runs already, as `up` does it after it has found that something changed
 *
 * Both send the source, ask the engine's BuildKit, and leave an image with a name. Nothing is started.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mix } from '../functions/mix.mjs';
import { writeFunctions } from '../functions/write.mjs';
import { bundle } from '../kit/bundle.mjs';
import { createComposeProject } from '../kit/compose.mjs';
import { startForked } from '../kit/forked.mjs';
import { inTurn } from '../kit/in-turn.mjs';
import { timed } from '../kit/run.mjs';
import { chosenBases, runtimeList } from '../kit/runtimes.mjs';
import { summary } from '../kit/stats.mjs';

const MANY = 20;
const ROUNDS = 11;
const ROUNDS_OF_MANY = 5;
const SOURCE = fileURLToPath(new URL('../programs/solve.mjs', import.meta.url));

export async function measureSolve({ dir, id, endpoint, peers, quick, signal, say }) {
  if (peers === undefined) return [];
  const bases = await chosenBases(endpoint);
  const functions = mix(MANY);
  const theirs = await createComposeProject({ dir, id, functions, bases, peers, endpoint, signal });
  const { functionsDir } = theirs;
  await writeFunctions(functionsDir, functions, { version: id, dependency: id, bases });
  const entry = join(dir, 'solve.mjs');
  await bundle(SOURCE, entry);
  const job = {
    ...endpoint,
    functionsDir,
    runtimes: runtimeList(),
    bases,
    prefix: `${id}-fn`,
  };
  const program = (names) => timed(process.execPath, [entry, JSON.stringify({ ...job, names })], { cwd: dir, signal });

  say(`building ${MANY} functions for both, so that every step is cached`);
  const all = functions.map(({ name }) => name);
  await program(all);
  await theirs.bake();
  const [one] = functions;
  await theirs.build(one);
  say(`cached solve of one function, ${quick ? 3 : ROUNDS} rounds`);
  const inside = await startForked(entry, { ...job, names: [one.name] }, signal);
  try {
    const [whole, within, build] = await inTurn(quick ? 3 : ROUNDS, [
      async () => (await program([one.name])).ms,
      inside.run,
      async () => (await theirs.build(one)).ms,
    ]);
    say(`cached solve of ${MANY} functions, ${quick ? 2 : ROUNDS_OF_MANY} rounds`);
    const [many, bake] = await inTurn(quick ? 2 : ROUNDS_OF_MANY, [
      async () => (await program(all)).ms,
      async () => (await theirs.bake()).ms,
    ]);
    return [
      row('program/1', 'cached solve of one function, a whole program', whole, 'docker buildx build', build),
      row('inside/1', 'cached solve of one function, in a program that runs', within, 'docker buildx build', build),
      row(`program/${MANY}`, `cached solves of ${MANY} functions, a whole program`, many, 'docker buildx bake', bake),
    ];
  } finally {
    inside.stop();
  }
}

function row(measure, what, ours, name, theirs) {
  const [own, peer] = [summary(ours), summary(theirs)];
  return { id: `solve/${measure}`, what, unit: 'ms', ours: { name: 'smolfaas', ...own }, peer: { name, ...peer } };
}

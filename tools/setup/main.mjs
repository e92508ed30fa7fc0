/**
 * Set-up: from a fresh clone to a machine that can run SmolFaaS, step by step.
 *
 *   Node.js -> engine -+-> pnpm -> dependencies -> build
 *                      +-> base images
 *
 * Both branches take a minute or so the first time, so they run side by side. Every step looks first, acts only when
 * something is missing, and says in one line what it found or did; a second run therefore takes seconds. A step may add to
 * the environment of the steps after it (a PATH, DOCKER_HOST): it returns the additions, nothing is changed in this process.
 */
import { fileURLToPath } from 'node:url';
import { AssemblyFailed } from '../bases/assemble.mjs';
import { ALL_STAND_INS, STAND_INS } from '../bases/plan.mjs';
import { CommandFailed } from '../process/command.mjs';
import { NeedsUser } from '../process/say.mjs';
import { provideBaseImages } from './base-images.mjs';
import { compile } from './compile.mjs';
import { installDependencies } from './dependencies.mjs';
import { provideEngine } from './engine.mjs';
import { checkNode } from './node-version.mjs';
import { providePackageManager } from './package-manager.mjs';

/** The root of the clone. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs the steps and returns the environment for whatever runs afterwards. `compiled` and `engine` say whether the caller
 * needs those steps; most checks do not. `builder`: base images include the BuildKit daemon. Throws NeedsUser, CommandFailed or AssemblyFailed.
 */
export async function setUp(options = {}) {
  const { compiled = true, engine: needsEngine = true, builder = false, environment = process.env } = options;
  checkNode(process.versions.node);
  const engine = needsEngine ? await provideEngine(environment) : undefined;
  const [workspace, images] = await Promise.allSettled([
    setUpWorkspace({ ...environment }, compiled),
    engine === undefined ? undefined : provideBaseImages(engine.endpoint, builder ? ALL_STAND_INS : STAND_INS),
  ]);
  for (const { status, reason } of [workspace, images]) if (status === 'rejected') throw reason;
  return { ...workspace.value, ...(engine?.dockerHost === undefined ? {} : { DOCKER_HOST: engine.dockerHost }) };
}

async function setUpWorkspace(environment, compiled) {
  let env = { ...environment, ...(await providePackageManager(ROOT, environment)) };
  env = { ...env, ...(await installDependencies(ROOT, env)) };
  if (compiled) await compile(ROOT, env);
  return env;
}

/** Whether an error's message is all that a user needs; of any other the stack matters. */
export function isTold(error) {
  return error instanceof NeedsUser || error instanceof CommandFailed || error instanceof AssemblyFailed;
}

/** Runs a script's main function: a problem is printed in words, and the exit code says whose it is. */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`\n${isTold(error) ? error.message : error.stack}\n`);
    process.exitCode = error.exitCode ?? 3;
  }
}

/**
 * Set-up: from a fresh clone to a machine that can run SmolFaaS, step by step.
 *
 *   Node.js -> pnpm -> dependencies -> build -> engine -> base images
 *
 * Every step looks first, acts only when something is missing, and says in one line what it found or did. A second run
 * therefore takes seconds. A step may add to the environment of the steps after it (a PATH, DOCKER_HOST): it returns
 * the additions, nothing is changed in this process.
 */
import { fileURLToPath } from 'node:url';
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
 * needs the last three; most tests do not. Throws NeedsUser, CommandFailed or AssemblyFailed.
 */
export async function setUp({ compiled = true, engine: needsEngine = true, environment = process.env } = {}) {
  checkNode(process.versions.node);
  let env = { ...environment };
  env = { ...env, ...(await providePackageManager(ROOT, env)) };
  env = { ...env, ...(await installDependencies(ROOT, env)) };
  if (compiled) await compile(ROOT, env);
  if (!needsEngine) return env;
  const engine = await provideEngine(env);
  env = { ...env, ...(engine.dockerHost === undefined ? {} : { DOCKER_HOST: engine.dockerHost }) };
  await provideBaseImages(engine.endpoint);
  return env;
}

/** Runs a script's main function: a problem is told in words, and the exit code says whose it is. */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    const told = error instanceof NeedsUser || error instanceof CommandFailed || error.name === 'AssemblyFailed';
    process.stderr.write(`\n${told ? error.message : error.stack}\n`);
    process.exitCode = error.exitCode ?? 3;
  }
}

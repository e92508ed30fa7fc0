/**
 * Set-up step: `pnpm install`, skipped when nothing that decides its result has changed since the last time.
 *
 * What decides is in a stamp: the lock file, the workspace's settings, every package.json and the ABI of Node.js.
 * better-sqlite3 is native: its install script downloads a binary or, where that host is not reachable, compiles one.
 * Compiling wants Node's headers (taken from beside the `node` program where a distribution put them, else downloaded
 * by node-gyp) and a C++ compiler, which is installed only after it turned out to be missing.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aptInstall } from '../process/apt.mjs';
import { ask, isInstalled, run } from '../process/command.mjs';
import { say, secondsSince } from '../process/say.mjs';

const STAMP = 'node_modules/.smolfaas-installed';
const COMPILER = { 'g++': 'g++', make: 'make', python3: 'python3' };
const OPENS_A_DATABASE = "new (require('better-sqlite3'))(':memory:').close()";

/** Installs when needed; returns additions to the environment that later builds of native modules need, too. */
export async function installDependencies(root, env) {
  const additions = headersBesideNode(process.execPath);
  const stamp = installStamp(root);
  const recorded = existsSync(join(root, STAMP)) ? readFileSync(join(root, STAMP), 'utf8') : undefined;
  if (recorded === stamp) {
    say('dependencies', 'up to date');
    return additions;
  }
  const start = Date.now();
  say('dependencies', 'installing (the first time may compile better-sqlite3, a minute or two)');
  await installWithCompiler(root, { ...env, ...additions });
  writeFileSync(join(root, STAMP), stamp);
  say('dependencies', `installed (${secondsSince(start)})`);
  return additions;
}

/** `npm_config_nodedir` when the headers are installed beside the program, e.g. /usr/bin/node and /usr/include/node. */
function headersBesideNode(execPath) {
  const prefix = dirname(dirname(realpathSync(execPath)));
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {};
}

function installStamp(root) {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/package.json`);
  const hash = createHash('sha256').update(process.versions.modules);
  for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...packages.sort()]) {
    if (existsSync(join(root, file))) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

async function installWithCompiler(root, env) {
  try {
    await install(root, env);
  } catch (error) {
    const missing = Object.keys(COMPILER).filter((program) => !isInstalled(program));
    if (missing.length === 0) throw error;
    say('dependencies', `did not install without ${missing.join(', ')}; providing those and trying again`);
    await aptInstall(
      missing.map((program) => COMPILER[program]),
      'compile better-sqlite3',
    );
    await install(root, env);
  }
}

/** Also after a change of Node.js: then everything is up to date for pnpm, and the native module does not load. */
async function install(root, env) {
  await run('pnpm', ['install', '--frozen-lockfile', '--reporter=append-only'], { cwd: root, env });
  const cwd = join(root, 'packages/state-sqlite');
  if (ask(process.execPath, ['-e', OPENS_A_DATABASE], { cwd, env }) !== undefined) return;
  await run('pnpm', ['--recursive', 'rebuild', 'better-sqlite3'], { cwd: root, env });
  await run(process.execPath, ['-e', OPENS_A_DATABASE], { cwd, env });
}

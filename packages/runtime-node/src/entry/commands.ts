/**
 * Commands of packages: which dependency has a command, and which of them a script runs.
 *
 * npm's lock file records the commands of each package. Other lock files do not, so for those the
 * name of the package counts, and a table of packages whose commands are named otherwise.
 */
import type { Package } from '../manifest.js';

/** Commands that are not named like their package. */
const NAMED_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  typescript: ['tsc', 'tsserver'],
  '@nestjs/cli': ['nest'],
  '@angular/cli': ['ng'],
  '@vue/cli-service': ['vue-cli-service'],
  '@babel/node': ['babel-node'],
  '@babel/cli': ['babel'],
  '@remix-run/serve': ['remix-serve'],
  '@remix-run/dev': ['remix'],
  '@react-router/serve': ['react-router-serve'],
  '@react-router/dev': ['react-router'],
  '@swc-node/register': ['swc-node'],
  '@swc/cli': ['swc', 'swcx'],
  '@dotenvx/dotenvx': ['dotenvx'],
  'ts-node': ['ts-node', 'ts-node-esm', 'ts-node-transpile-only', 'ts-script'],
  'ts-node-dev': ['ts-node-dev', 'tsnd'],
  'dotenv-cli': ['dotenv'],
  'npm-run-all': ['npm-run-all', 'run-s', 'run-p'],
  'npm-run-all2': ['npm-run-all', 'npm-run-all2', 'run-s', 'run-p'],
  'json-server': ['json-server'],
  nuxt: ['nuxt', 'nuxi'],
  '@sveltejs/kit': ['svelte-kit'],
  pm2: ['pm2', 'pm2-runtime'],
};

/** The commands of one dependency. */
export function commandsOf(name: string, { lockedCommands }: Package): readonly string[] {
  return lockedCommands?.get(name) ?? NAMED_OTHERWISE[name] ?? [name.split('/').at(-1) ?? name];
}

/** Whether some dependency has this command; undefined when that is not certain. */
export function isProvided(command: string, pkg: Package): boolean | undefined {
  const known = [...pkg.dependencies.all].some((name) => name === command || commandsOf(name, pkg).includes(command));
  if (known) return true;
  if (pkg.lockedCommands === undefined) return undefined;
  return [...pkg.lockedCommands.values()].some((commands) => commands.includes(command));
}

/**
 * The development dependencies that a command needs: by their commands, or by their names as in
 * `node --import tsx server.ts` and `node -r ts-node/register server.ts`.
 */
export function neededDevelopment(command: string, pkg: Package): readonly string[] {
  const words = new Set(command.split(/[\s"'=&|;()]+/).filter((word) => word !== ''));
  const runnable = [...pkg.dependencies.development].filter((name) => !name.startsWith('@types/') && name !== 'node');
  return runnable.filter((name) => {
    const commands = commandsOf(name, pkg);
    return [...words].some((word) => word === name || word.startsWith(`${name}/`) || commands.includes(word));
  });
}

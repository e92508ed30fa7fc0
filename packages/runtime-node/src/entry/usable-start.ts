/**
 * The `start` script of package.json, as far as it can start a function in a container.
 *
 * | `start`                          | result                                                  |
 * |----------------------------------|---------------------------------------------------------|
 * | runs a server                    | it                                                      |
 * | needs development dependencies   | it, with all of them in the image, and a note           |
 * | runs a development server        | `start:prod`, or the command of the framework, or a refusal |
 * | runs npx for an unknown package  | refused                                                 |
 * | absent                           | the command of the framework, after a build             |
 */
import type { SourceTree } from '@smolfaas/core';
import type { BadPackage, Package } from '../manifest.js';
import { isProvided, neededDevelopment } from './commands.js';
import { splitChain } from './compile-commands.js';
import { builtServers, isDevelopmentServer, missingServer, neededForFiles, serverCommand } from './frameworks.js';
import { commandsOfScript, packageCommand, wordsOf } from './start-script.js';

/** The `start` script, as far as it can start a function. */
export interface Start {
  readonly commands: readonly string[];
  /** Commands that run when the image is made (compile-commands.ts). */
  readonly compile: readonly string[];
  readonly development: readonly string[];
  readonly notes: readonly string[];
}

/**
 * `start`, or what stands in for it where it runs a development server; undefined without any.
 */
export function usableStart(tree: SourceTree, pkg: Package, builds: boolean): Start | BadPackage | undefined {
  const names = ['start', 'start:prod', 'start:production', 'serve:prod'].filter(
    (name) => pkg.scripts[name] !== undefined,
  );
  if (!names.includes('start')) return builds ? frameworkStart(tree, pkg) : undefined;
  const unusable = developmentServer('start', pkg);
  const name = names.find((one) => developmentServer(one, pkg) === undefined);
  if (name !== undefined && unusable !== undefined)
    return withNote(scriptStart(name, tree, pkg), `"${name}" starts: "start" runs ${unusable}, a development server`);
  if (name !== undefined) return refuseOther(name, pkg) ?? refuseDownload(pkg) ?? scriptStart(name, tree, pkg);
  if (builds) {
    const framework = frameworkStart(tree, pkg);
    if (framework !== undefined)
      return withNote(
        framework,
        `${framework.commands[0] ?? ''} starts: "start" runs ${unusable ?? ''}, a development server`,
      );
    if (builtServers(pkg).length > 0 || (pkg.main !== undefined && pkg.main !== 'index.js')) return undefined;
  }
  return {
    message: `"start" runs ${unusable ?? ''}, a development server, which writes into the project and listens on a port of its own`,
    hint: missingServer(pkg) ?? 'add a "build" script, and a "start:prod" script that serves what it makes',
  };
}

function scriptStart(name: string, tree: SourceTree, pkg: Package): Start {
  return startOf(`"${name}"`, commandsOfScript(name, pkg.scripts), tree, pkg);
}

function frameworkStart(tree: SourceTree, pkg: Package): Start | undefined {
  const command = serverCommand(pkg);
  return command === undefined ? undefined : startOf(command, [command], tree, pkg);
}

function startOf(what: string, chain: readonly string[], tree: SourceTree, pkg: Package): Start {
  const { compile, start: commands } = splitChain(chain);
  const named = commands.flatMap((command) => [
    ...neededDevelopment(command, pkg),
    ...neededForFiles(wordsOf(command), tree).filter((name) => pkg.dependencies.development.has(name)),
  ]);
  const development = [...new Set(named)];
  const needs = `${what} needs ${development.join(', ')}: all development dependencies are in the image; move what it needs to "dependencies" to omit the others`;
  const compiles = `${what} runs ${compile.join(' && ')} when the image is made, and not at each start`;
  const notes = [...(compile.length === 0 ? [] : [compiles]), ...(development.length === 0 ? [] : [needs])];
  return { commands, compile, development, notes };
}

const withNote = (start: Start, note: string): Start => ({ ...start, notes: [note, ...start.notes] });

/** The command of a script that is a development server. */
function developmentServer(name: string, { scripts }: Package): string | undefined {
  const command = commandsOfScript(name, scripts).find((one) => isDevelopmentServer(wordsOf(one)));
  return command?.trim();
}

/** Bun and Deno are no part of the image, unless they are dependencies. */
function refuseOther(name: string, pkg: Package): BadPackage | undefined {
  const programs = commandsOfScript(name, pkg.scripts).map((command) => wordsOf(command)[0] ?? '');
  const other = programs.find((program) => /^(?:bunx?|deno)$/.test(program) && !pkg.dependencies.all.has(program));
  if (other === undefined) return undefined;
  return {
    message: `"${name}" runs ${other}, and the image has Node.js only`,
    hint: `start it with node, add ${other} as a dependency, or add a Dockerfile`,
  };
}

/** A command that no dependency has would be downloaded at each start, into a read-only root. */
function refuseDownload(pkg: Package): BadPackage | undefined {
  const named = packageCommand(pkg.scripts['start'] ?? '');
  if (named === undefined || isProvided(named, pkg) !== false) return undefined;
  return {
    message: `"start" runs ${pkg.scripts['start'] ?? ''}, and no dependency has the command ${named}`,
    hint: `add it, so that it is installed with the others: npm install ${named}`,
  };
}

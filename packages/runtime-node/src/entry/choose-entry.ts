/**
 * Which command starts the function: `index.js`; if absent, package.json's `main`, then its `start`
 * script, then the server that its framework builds.
 *
 * The answer is needed before anything is built, and a `build` script may emit files that do not
 * exist yet. So with a `build` script the image's command is a line for the shell that looks for
 * those files in this order. Where no script is left as the last one, a step after the build looks
 * for the files, and fails in the words that a function without a build gets at once.
 *
 * Invariant: the command is a pure function of the sources, so the recipe is deterministic.
 */
import type { FailureHint, SourceTree } from '@smolfaas/core';
import type { BadPackage, Package } from '../manifest.js';
import { builtServers, missingServer } from './frameworks.js';
import { argumentsOf, shellText } from './start-script.js';
import { type Start, usableStart } from './usable-start.js';

/** How the function starts. */
export interface Entry {
  /** The image's command. */
  readonly command: readonly string[];
  /** `start` needs development dependencies, so all dependencies are in the image. */
  readonly everything: boolean;
  /** A line for the shell that compiles, after `build`. */
  readonly compile?: string;
  /** A line for the shell that fails, after the build, when there is nothing to start. */
  readonly check?: string;
  readonly notes: readonly string[];
  readonly hints: readonly FailureHint[];
}

/** How the function starts, or why it cannot. */
export function chooseEntry(tree: SourceTree, pkg: Package): Entry | BadPackage {
  const builds = pkg.scripts['build'] !== undefined;
  if (tree.has('index.js')) return node('index.js', passedOver('index.js starts', 'index.js', pkg));
  const { main } = pkg;
  const isThere = main !== undefined && resolves(tree, main);
  if (isThere && !builds) return node(main, passedOver(`"main" (${main}) starts`, main, pkg));
  const start = usableStart(tree, pkg, builds);
  if (start !== undefined && 'message' in start) return start;
  if (!builds && start !== undefined) return started(start);
  if (!builds && pkg.ownScripts.length === 0) return nothing(pkg);
  return afterBuild(pkg, start);
}

function node(file: string, notes: readonly string[]): Entry {
  return { command: ['node', file], everything: false, notes, hints: [] };
}

function started(start: Start): Entry {
  const everything = start.development.length > 0;
  return { command: argumentsOf(start.commands), everything, ...compiled(start), notes: start.notes, hints: [] };
}

const compiled = ({ compile }: Start): Pick<Entry, 'compile'> =>
  compile.length === 0 ? {} : { compile: compile.join(' && ') };

/** What runs depends on the files that exist after the build. */
function afterBuild(pkg: Package, start: Start | undefined): Entry {
  const { main } = pkg;
  const mains = main === undefined || /^(?:\.\/)?index(?:\.js)?$/.test(main) ? [] : [main];
  const files = [
    { test: isFile('index.js'), exec: 'exec node index.js' },
    ...mains.map((path) => ({ test: resolvesInShell(path), exec: `exec node ${quoted(path)}` })),
  ];
  // A `main` of its own means that `start` is for development, so it does not fill the image.
  const last = start !== undefined && mains.length > 0 && start.development.length > 0 ? undefined : start;
  const servers = last === undefined ? builtServers(pkg) : [];
  const all = [
    ...files,
    ...servers.map(({ file, env }) => ({
      test: isFile(file),
      exec: `${env === undefined ? '' : `${env} `}exec node ${file}`,
    })),
  ];
  const tries = all.map(({ test, exec }) => `if ${test}; then ${exec}; fi`);
  const refused = nothing(pkg);
  const check = `${all.map(({ test }) => test).join(' || ')} || { echo ${quoted(refused.message)} >&2; exit 1; }`;
  return {
    command: ['/bin/sh', '-c', [...tries, last === undefined ? 'exit 1' : shellText(last.commands)].join('; ')],
    everything: (last?.development.length ?? 0) > 0,
    ...(last && compiled(last)),
    ...(last === undefined && { check }),
    notes: [
      ...(last?.notes ?? []),
      ...(mains.length > 0 ? passedOver(`"main" (${mains[0]}) starts if the build makes it`, mains[0] ?? '', pkg) : []),
    ],
    hints: [{ output: refused.message, hint: refused.hint }],
  };
}

/** A note when `start` names something else than what starts. */
function passedOver(what: string, file: string, { scripts }: Package): readonly string[] {
  const start = scripts['start'];
  if (start === undefined || isSame(start, file)) return [];
  return [`${what}; the "start" script (${start}) is passed over`];
}

/** `node index.js`, `node .` and the like. */
function isSame(start: string, file: string): boolean {
  const bare = (path: string) => path.replace(/^\.\//, '').replace(/(?:\/?index)?(?:\.[cm]?js)?\/?$/, '');
  const [program, path, ...rest] = start.trim().split(/\s+/);
  return (
    program === 'node' && path !== undefined && rest.length === 0 && bare(path === '.' ? file : path) === bare(file)
  );
}

function nothing(pkg: Package): BadPackage {
  const { main } = pkg;
  const looked =
    main === undefined ? 'index.js, "main" and a "start" script' : `index.js, "main" (${main}) and a "start" script`;
  return {
    message: `nothing to start: looked for ${looked}`,
    hint:
      missingServer(pkg) ??
      'put the HTTP server (0.0.0.0:8000) into index.js, or name it in package.json: `npm pkg set main=server.js`',
  };
}

/** Node's own rule for `main`: the file, the file with .js, or index.js in the directory. */
const spellings = (main: string): readonly string[] => {
  const path = main.replace(/^\.\//, '').replace(/\/$/, '');
  return /\.[cm]?[jt]s$/.test(path) ? [path] : [path, `${path}.js`, `${path}.json`, `${path}/index.js`];
};

const resolves = (tree: SourceTree, main: string): boolean => spellings(main).some((path) => tree.has(path));
const isFile = (path: string): string => `[ -f ${quoted(path)} ]`;
const resolvesInShell = (main: string): string => `{ ${spellings(main).map(isFile).join(' || ')}; }`;
const quoted = (text: string): string => (/^[\w./@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

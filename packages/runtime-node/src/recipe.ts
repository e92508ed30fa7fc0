/**
 * The graph of a Node.js function (stage 6).
 *
 *   node-build ─ manifests ─ npm ci --omit=dev ───────────────┐   (keyed by the manifests)
 *   node-build ─ manifests ─ npm ci ─┐ mounted                │   (only with scripts of its own)
 *   node-build ─ sources ─ npm run build ─ keep what it made ─┤   (in node_modules)
 *   node ───────────────────────────── copy node_modules ◀────┤
 *                                      copy /app ◀────────────┘ ─▶ image
 *
 * Invariants:
 *  1. A source edit never installs; without scripts of its own it runs no command at all.
 *  2. Only production dependencies are in the image, unless `start` needs others.
 *  3. `.npmrc` reaches the install steps as a secret and never a layer.
 *
 * Gotchas:
 *  1. The function's own install scripts run after the sources were copied, beside the finished
 *     dependencies. Earlier they would find an empty directory.
 *  2. Where the own scripts need no development dependencies and nothing is built, they change the
 *     production tree itself.
 */
import type { ImageConfig, Recipe, RecipeInput, Refusal } from '@smolfaas/core';
import { copyWithFixedTimes, type Exec, imageOf, local, marshal, nested, type State } from '@smolfaas/llb';
import { directoriesTo } from '@smolfaas/runtime-kit';
import { chooseEntry, type Entry } from './entry/choose-entry.js';
import { FAILURE_HINTS, OUTPUT_HINTS } from './failure-hints.js';
import {
  install,
  modulesOf,
  runLine,
  runScript,
  SYSTEM_PATH,
  withManager,
  withManifests,
  withOriginal,
  withReduced,
  withSources,
} from './install.js';
import { withMade, withProduction } from './made/keep-made.js';
import { type Package, readPackage } from './manifest.js';
import { type SharedPackage, sharedPackages, withSharedModules } from './shared-packages.js';

/**
 * The parts of the image: a tree to copy to /app, and dependencies that have a layer of their own.
 */
interface Parts {
  readonly modules: State | undefined;
  readonly app: State;
  /** Path of the function in `app`. */
  readonly at: '/' | '/app';
}

/** The build of one Node.js function. Bases: `node-build` (with npm and yarn 1), `node`. */
export function recipe(input: RecipeInput): Recipe | Refusal {
  const pkg = readPackage(input.tree, input.bases['node'] ?? '');
  if ('message' in pkg) return { refused: pkg };
  const entry = chooseEntry(input.tree, pkg);
  if ('message' in entry) return { refused: entry };
  const { settings, secrets } = pkg.manager;
  const exclude = ['**/.npmrc', ...(settings === undefined ? [] : [settings]), ...pkg.manager.litter];
  const packages = sharedPackages(input.tree, input.bases['node'] ?? '');
  if ('message' in packages) return { refused: packages };
  const sources = withSharedModules(sourcesOf(input.tree, exclude), packages, imageOf(input.bases, 'node-build'));
  const made = pkg.needsSources ? asOneTree(input, pkg, entry, sources) : apart(input, pkg, entry, sources);
  const parts = entry.check === undefined ? made : { ...made, app: withCheck(made.app, entry.check, pkg) };
  return {
    image: {
      kind: 'llb',
      definition: marshal(assemble(imageOf(input.bases, 'node'), parts, pkg)).bytes,
      config: configOf(entry.command, pkg),
    },
    secrets: {
      ca: { host: 'ca' },
      npmrc: { host: 'npmrc', file: '.npmrc', variables: true },
      ...Object.assign({}, ...packages.map((one) => secretsOf(one))),
      ...secrets,
      ...(settings === undefined ? {} : { [settings]: { file: settings, variables: true } }),
    },
    notes: [...pkg.notes, ...packages.flatMap(notesOf), ...entry.notes],
    failureHints: [...entry.hints, ...FAILURE_HINTS],
    outputHints: OUTPUT_HINTS,
  };
}

/** Its manager may need other secrets than the function's. */
function secretsOf({ path, pkg: { manager } }: SharedPackage): Recipe['secrets'] {
  const { settings, secrets } = manager;
  return {
    ...secrets,
    ...(settings !== undefined && { [settings]: { file: `${path}/${settings}`, variables: true } }),
  };
}

const notesOf = ({ path, pkg }: SharedPackage): readonly string[] => pkg.notes.map((note) => `${path}: ${note}`);

/** The usual shape: dependencies and sources are joined only in the image. */
function apart(input: RecipeInput, pkg: Package, entry: Entry, sources: State): Parts {
  const base = withManager(imageOf(input.bases, 'node-build'), pkg);
  const manifests = withManifests(base, pkg);
  const everything = pkg.hasDevelopment ? () => install(manifests, pkg, 'everything') : undefined;
  const production = pkg.hasProduction ? install(manifests, pkg, 'production') : undefined;
  const modules = entry.everything ? (everything?.() ?? production) : production;
  const runs = runsOf(pkg, entry);
  if (runs.length === 0) return { modules, app: sources, at: '/' };

  const pristine = entry.everything ? modules : (everything?.() ?? production);
  let [app, after] = [withSources(base, sources), pristine];
  for (const run of runs) {
    const exec = run(app, after);
    app = exec.root;
    after = after && exec.mount(modulesOf(pkg));
  }
  if (pristine === modules && !compiles(pkg, entry)) return { modules: after, app, at: '/app' };
  if (after === undefined || pristine === undefined || modules === undefined) return { modules, app, at: '/app' };
  const made = { pristine, production: modules, modules: modulesOf(pkg) };
  return { modules, app: withMade(app, after, made), at: '/app' };
}

/**
 * Workspaces and `file:` dependencies: sources first, so every source edit installs again. The
 * reduced package.json replaces the real one during the install. So the package manager runs only
 * the scripts of dependencies, as in the usual shape.
 */
function asOneTree(input: RecipeInput, pkg: Package, entry: Entry, sources: State): Parts {
  const ready = withReduced(withSources(withManager(imageOf(input.bases, 'node-build'), pkg), sources), pkg);
  const runs = runsOf(pkg, entry);
  const usesAll = entry.everything || compiles(pkg, entry) || (runs.length > 0 && pkg.hasDevelopment);
  const pristine = install(ready, pkg, usesAll ? 'everything' : 'production');
  let app = withOriginal(pristine, sources, pkg);
  for (const run of runs) app = run(app, undefined).root;
  const isFinished = !usesAll || entry.everything;
  const production = () => install(ready, pkg, 'production');
  return {
    modules: undefined,
    app: isFinished ? app : withProduction(app, { pristine, production: production() }),
    at: '/app',
  };
}

const compiles = (pkg: Package, entry: Entry): boolean =>
  pkg.scripts['build'] !== undefined || entry.compile !== undefined;

/** A step of the function itself, beside its dependencies. */
type Run = (app: State, modules: State | undefined) => Exec;

/** The function's own scripts, in npm's order, then the build, then what `start` compiles. */
function runsOf(pkg: Package, { compile }: Entry): readonly Run[] {
  const scripts = pkg.scripts['build'] === undefined ? pkg.ownScripts : [...pkg.ownScripts, 'build'];
  return [
    ...scripts.map(
      (script): Run =>
        (app, modules) =>
          runScript(app, pkg, script, modules),
    ),
    ...(compile === undefined ? [] : [((app, modules) => runLine(app, pkg, compile, modules)) satisfies Run]),
  ];
}

/** Fails the build when none of the files that can start the function exists. */
function withCheck(app: State, check: string, pkg: Package): State {
  const env = { PATH: SYSTEM_PATH };
  return app.run(['/bin/sh', '-c', check], {
    cwd: pkg.app,
    env,
    network: 'none',
    name: 'look for what starts the function',
  }).root;
}

/**
 * The runtime base plus copies. Dependencies are first: their layer is reused after source edits.
 */
function assemble(base: State, parts: Parts, pkg: Package): State {
  const { modules, app, at } = parts;
  const [src, dirs] = [modulesOf(pkg), directoriesTo('/app', pkg.app)];
  const dependencies = { src, dirs: [...dirs, src], beside: base, name: 'copy dependencies' };
  const onto = modules === undefined ? base : copyWithFixedTimes(base, { ...dependencies, from: modules });
  const name = at === '/' ? 'copy sources' : 'copy the function';
  return copyWithFixedTimes(onto, { from: app, src: at, dirs, to: '/app', beside: base, name });
}

/** The function's sources as they are to be in /app: alone, or in their place beside what it shares. */
function sourcesOf({ shared }: RecipeInput['tree'], exclude: readonly string[]): State {
  const own = local('all', { exclude, sharedKeyHint: 'all', name: 'load sources' });
  if (shared === undefined) return own;
  const others = local('shared', { exclude, sharedKeyHint: 'shared', name: `load ${shared.paths.join(', ')}` });
  return nested(others, own, `/${shared.dir}`);
}

function configOf(entry: readonly string[], pkg: Package): ImageConfig {
  return {
    config: {
      User: '65532:65532',
      Env: [`PATH=${modulesOf(pkg)}/.bin:${SYSTEM_PATH}`, 'HOME=/tmp', 'PORT=8000', 'NODE_ENV=production'],
      Cmd: entry,
      WorkingDir: pkg.app,
      ExposedPorts: { '8000/tcp': {} },
    },
  };
}

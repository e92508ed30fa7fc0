/**
 * The graph of a Node.js function (stage 6).
 *
 *   node-build ─ manifests ─ npm ci --omit=dev ───────────────┐   (keyed by the manifests)
 *   node-build ─ manifests ─ npm ci ─┐ mounted                │   (only with a `build` script)
 *   node-build ─ sources ─ npm run build ─────────────────┐   │
 *   node ───────────────────────────── copy node_modules ◀┼───┘
 *                                      copy /app ◀────────┘ ─▶ image
 *
 * Invariants:
 *  1. A source edit never installs; without a `build` script it runs no command at all.
 *  2. Only production dependencies are in the image.
 *  3. `.npmrc` reaches the install steps as a secret and never a layer.
 *
 * Gotchas:
 *  1. The function's own install scripts run after the sources were copied, beside the finished
 *     dependencies. Earlier they would find an empty directory.
 *  2. `prepare` is npm's hook for publishing and does not run.
 */
import type { ImageConfig, Recipe, RecipeInput, Refusal } from '@smolfaas/core';
import { copyWithFixedTimes, imageOf, local, marshal, type State } from '@smolfaas/llb';
import { entryOf } from './entry.js';
import { FAILURE_HINTS } from './failure-hints.js';
import {
  install,
  MODULES,
  prune,
  runScript,
  SYSTEM_PATH,
  withManager,
  withManifests,
  withOriginal,
  withReduced,
  withSources,
} from './install.js';
import { type Package, readPackage } from './manifest.js';

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'] as const;

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
  const pkg = readPackage(input.tree);
  if ('message' in pkg) return { refused: pkg };
  const entry = entryOf(input.tree, pkg);
  if ('message' in entry) return { refused: entry };
  const { settings, secrets } = pkg.manager;
  const exclude = ['**/.npmrc', ...(settings === undefined ? [] : [settings]), ...pkg.manager.litter];
  const sources = local('all', { exclude, sharedKeyHint: 'all', name: 'load sources' });
  const parts = pkg.needsSources ? asOneTree(input, pkg, sources) : apart(input, pkg, sources);
  return {
    image: {
      kind: 'llb',
      definition: marshal(assemble(imageOf(input.bases, 'node'), parts)).bytes,
      config: configOf(entry),
    },
    secrets: {
      ca: { host: 'ca' },
      npmrc: { host: 'npmrc', file: '.npmrc', variables: true },
      ...secrets,
      ...(settings === undefined ? {} : { [settings]: { file: settings, variables: true } }),
    },
    notes: pkg.notes,
    failureHints: FAILURE_HINTS,
  };
}

/** The usual shape: dependencies and sources are joined only in the image. */
function apart(input: RecipeInput, pkg: Package, sources: State): Parts {
  const base = withManager(imageOf(input.bases, 'node-build'), pkg);
  const manifests = withManifests(base, pkg);
  let modules = pkg.hasProduction ? install(manifests, pkg, 'production') : undefined;
  const scripts = installScripts(pkg);
  const builds = pkg.scripts['build'] !== undefined;
  if (scripts.length === 0 && !builds) return { modules, app: sources, at: '/' };

  let app = withSources(base, sources);
  for (const script of scripts) {
    const exec = runScript(app, pkg, script, modules, 'keep');
    app = exec.root;
    modules = modules && exec.mount(MODULES);
  }
  if (builds) {
    const everything = pkg.hasDevelopment ? install(manifests, pkg, 'everything') : modules;
    app = runScript(app, pkg, 'build', everything, 'discard').root;
  }
  return { modules, app, at: '/app' };
}

/**
 * Workspaces and `file:` dependencies: sources first, so every source edit installs again. The
 * reduced package.json replaces the real one during the install. So the package manager runs only
 * the scripts of dependencies, as in the usual shape.
 */
function asOneTree(input: RecipeInput, pkg: Package, sources: State): Parts {
  const ready = withSources(withManager(imageOf(input.bases, 'node-build'), pkg), sources);
  const builds = pkg.scripts['build'] !== undefined;
  const installed = install(withReduced(ready, pkg), pkg, builds ? 'everything' : 'production');
  let app = withOriginal(installed, sources);
  for (const script of installScripts(pkg)) app = runScript(app, pkg, script, undefined, 'discard').root;
  if (builds) app = prune(runScript(app, pkg, 'build', undefined, 'discard').root, pkg);
  return { modules: undefined, app, at: '/app' };
}

/** The function's own install scripts, in npm's order. */
function installScripts(pkg: Package): readonly string[] {
  return INSTALL_SCRIPTS.filter((name) => pkg.scripts[name] !== undefined);
}

/**
 * The runtime base plus copies. Dependencies are first: their layer is reused after source edits.
 */
function assemble(base: State, parts: Parts): State {
  const { modules, app, at } = parts;
  const dependencies = { src: MODULES, dirs: ['/app', MODULES], beside: base, name: 'copy dependencies' };
  const onto = modules === undefined ? base : copyWithFixedTimes(base, { ...dependencies, from: modules });
  const name = at === '/' ? 'copy sources' : 'copy the function';
  return copyWithFixedTimes(onto, { from: app, src: at, dirs: ['/app'], beside: base, name });
}

function configOf(entry: readonly string[]): ImageConfig {
  return {
    config: {
      User: '65532:65532',
      Env: [`PATH=${MODULES}/.bin:${SYSTEM_PATH}`, 'HOME=/tmp', 'PORT=8000', 'NODE_ENV=production'],
      Cmd: entry,
      WorkingDir: '/app',
      ExposedPorts: { '8000/tcp': {} },
    },
  };
}

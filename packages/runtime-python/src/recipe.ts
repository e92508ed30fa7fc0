/**
 * The graph of a Python function (stage 6).
 *
 *   python + uv ─ copy manifests ─ uv installs into /app/.venv ─┐     (keyed by the manifests)
 *   python ──────────────────────────────────── copy .venv ─ copy sources ─▶ image
 *
 * Invariants:
 *  1. A source edit runs no command at all, unless the project installs itself ([build-system]).
 *  2. The virtual environment keeps its path, `.venv` in the function's directory: its scripts contain it.
 *  3. Bytecode is compiled with unchecked hashes. Copies have a fixed time, so .pyc files that
 *     compare times would all be stale. The root filesystem is read-only, so Python could never
 *     recompile them.
 *
 * Gotcha: `uv sync --frozen` silently installs from a stale lock file. `--locked` fails with a
 * message, so the recipe uses `--locked`.
 */
import { posix } from 'node:path';
import type { ImageConfig, Recipe, RecipeInput, Refusal, SourceTree } from '@smolfaas/core';
import {
  cacheMount,
  copy,
  copyWithFixedTimes,
  EPOCH,
  imageOf,
  local,
  type Mount,
  marshal,
  nested,
  secretMount,
  type State,
} from '@smolfaas/llb';
import { directoriesTo, functionDirectory } from '@smolfaas/runtime-kit';
import { FAILURE_HINTS, OUTPUT_HINTS } from './failure-hints.js';
import { OWN_CONFIG, readProject } from './project.js';
import type { PythonProject } from './python-project.js';

const CA = '/run/smolfaas/ca.pem';
/** Where uv looks for the user's own settings. */
const CONFIG_HOME = '/run/smolfaas/config';
/** Where uv and git look for logins. */
const NETRC = '/root/.netrc';
const venvIn = (app: string): string => `${app}/.venv`;
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The build of one Python function. Bases: `python`, and `uv`, which holds the one static binary
 * `/uv`.
 */
export function recipe(input: RecipeInput): Recipe | Refusal {
  const project = readProject(input);
  if ('message' in project) return { refused: project };
  if (!input.tree.has('main.py')) return { refused: NO_ENTRY };
  const app = functionDirectory('/app', input.tree);
  const sources = sourcesOf(input.tree);
  const environment = install(input, { project, app }, sources);
  const base = imageOf(input.bases, 'python');
  const [venv, dirs] = [venvIn(app), directoriesTo('/app', app)];
  const dependencies = { from: environment, src: venv, dirs: [...dirs, venv], beside: base, name: 'copy dependencies' };
  const own = { from: sources, src: '/', dirs, to: '/app', beside: base, name: 'copy sources' };
  const result = copyWithFixedTimes(copyWithFixedTimes(base, dependencies), own);
  return {
    image: { kind: 'llb', definition: marshal(result).bytes, config: configOf(app) },
    secrets: {
      ca: { host: 'ca' },
      uv: { host: project.source === 'uv.lock' ? 'uv' : 'uv-with-pip' },
      netrc: { host: 'netrc' },
      ...(project.settings === undefined ? {} : { [OWN_CONFIG]: { file: OWN_CONFIG } }),
    },
    notes: project.notes,
    failureHints: FAILURE_HINTS,
    outputHints: OUTPUT_HINTS,
  };
}

/** What differs between the steps of two functions. */
interface UvRun {
  readonly project: PythonProject;
  /** The function's directory in the build: `/app`, or below it beside what it shares. */
  readonly app: string;
}

/** The state that holds the finished virtual environment. */
function install(input: RecipeInput, run: UvRun, sources: State): State {
  const { project } = run;
  const tools = imageOf(input.bases, 'python').file(
    [copy(imageOf(input.bases, 'uv'), '/uv', '/usr/local/bin/uv', { createDestPath: true, timestamp: EPOCH })],
    { name: 'copy uv' },
  );
  const ready = project.needsSources
    ? withFiles(tools, sources, 'copy sources')
    : withManifests(tools, input.tree, run);
  const installed = commands(run).reduce((state, args) => uvStep(state, run, args), ready);
  if (!project.installsItself) return installed;
  const self = [...(project.source === 'uv.lock' ? ['sync'] : ['pip', 'install']), ...project.selfArgs];
  return uvStep(withFiles(installed, sources, 'copy sources'), run, self);
}

/**
 * The install commands. Only a lock file makes `uv sync` exact; otherwise uv resolves the
 * manifest's demands.
 */
function commands({ project: { source, installArgs }, app }: UvRun): readonly (readonly string[])[] {
  if (source === 'uv.lock') return [['sync', ...installArgs]];
  return [
    ['venv', venvIn(app)],
    ['pip', 'install', ...installArgs],
  ];
}

/** A path as a pattern that matches it alone. */
const literal = (path: string): string => path.replace(/[*?[\]\\]|^!/g, '\\$&');

/** The files that determine the dependencies, of the function and of what it shares. */
function withManifests(tools: State, { shared }: SourceTree, { project, app }: UvRun): State {
  const { include, source } = project;
  const isShared = (path: string): boolean => path.startsWith('../');
  const own = include.filter((path) => !isShared(path));
  const manifests = local('manifests', {
    include: own.map(literal),
    sharedKeyHint: 'manifests',
    name: `load ${source}`,
  });
  const ready = withFiles(tools, manifests, `copy ${source}`, app);
  const others = shared === undefined ? [] : include.filter(isShared).map((path) => posix.join(shared.dir, path));
  if (others.length === 0) return ready;
  const packages = local('shared', {
    include: others.map(literal),
    sharedKeyHint: 'shared manifests',
    name: `load ${others.join(', ')}`,
  });
  return withFiles(ready, packages, `copy ${others.join(', ')}`);
}

/** The function's sources as they are to be in /app: alone, or in their place beside what it shares. */
function sourcesOf({ shared }: SourceTree): State {
  const exclude = [OWN_CONFIG];
  const own = local('all', { exclude, sharedKeyHint: 'all', name: 'load sources' });
  if (shared === undefined) return own;
  const others = local('shared', { sharedKeyHint: 'shared', name: `load ${shared.paths.join(', ')}` });
  return nested(others, own, `/${shared.dir}`);
}

function withFiles(state: State, files: State, name: string, at = '/app'): State {
  return state.file([copy(files, '/', `${at}/`, { dirCopyContents: true, createDestPath: true, timestamp: EPOCH })], {
    name,
  });
}

/**
 * A uv command with network settings, cache and a fixed environment, the same on every host. So
 * cache keys are the same, too. The function's own uv.toml is a secret. Its content without
 * credentials is part of the key, as a variable that no program reads.
 */
function uvStep(state: State, { project: { settings, env }, app }: UvRun, args: readonly string[]): State {
  const own = settings === undefined ? [] : [secretMount(`${app}/${OWN_CONFIG}`, OWN_CONFIG, { mode: 0o444 })];
  return state.run(['uv', ...args], {
    cwd: app,
    env: { ...envOf(venvIn(app)), ...env, ...(settings === undefined ? {} : { SMOLFAAS_SETTINGS: settings }) },
    mounts: [...MOUNTS, ...own],
    name: `uv ${args.join(' ')}`,
  }).root;
}

const envOf = (venv: string): Readonly<Record<string, string>> => ({
  PATH: SYSTEM_PATH,
  HOME: '/root',
  UV_CACHE_DIR: '/cache/uv',
  UV_LINK_MODE: 'copy',
  UV_PYTHON: 'python3',
  UV_PYTHON_DOWNLOADS: 'never',
  UV_PROJECT_ENVIRONMENT: venv,
  VIRTUAL_ENV: venv,
  UV_COMPILE_BYTECODE: '1',
  PYC_INVALIDATION_MODE: 'UNCHECKED_HASH',
  UV_NO_PROGRESS: '1',
  XDG_CONFIG_HOME: CONFIG_HOME,
  SSL_CERT_FILE: CA,
});

const MOUNTS: readonly Mount[] = [
  cacheMount('/cache/uv', 'smolfaas/uv'),
  secretMount(CA, 'ca', { mode: 0o444 }),
  secretMount(`${CONFIG_HOME}/uv/uv.toml`, 'uv', { mode: 0o444 }),
  secretMount(NETRC, 'netrc', { mode: 0o400 }),
];

const configOf = (app: string): ImageConfig => ({
  config: {
    User: '65532:65532',
    Env: [
      `PATH=${venvIn(app)}/bin:${SYSTEM_PATH}`,
      'HOME=/tmp',
      'PORT=8000',
      'PYTHONUNBUFFERED=1',
      'PYTHONDONTWRITEBYTECODE=1',
    ],
    Cmd: ['python', 'main.py'],
    WorkingDir: app,
    ExposedPorts: { '8000/tcp': {} },
  },
});

const NO_ENTRY = {
  message: 'there is no main.py',
  hint: 'put the HTTP server (0.0.0.0:8000) into main.py, or add a Dockerfile',
};

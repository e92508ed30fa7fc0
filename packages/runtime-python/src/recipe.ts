/**
 * The graph of a Python function (stage 6).
 *
 *   python + uv ─ copy manifests ─ uv installs into /app/.venv ─┐     (keyed by the manifests)
 *   python ──────────────────────────────────── copy .venv ─ copy sources ─▶ image
 *
 * Invariants:
 *  1. A source edit runs no command at all, unless the project installs itself ([build-system]).
 *  2. The virtual environment keeps its path, /app/.venv: its scripts contain it.
 *  3. Bytecode is compiled with unchecked hashes. Copies have a fixed time, so .pyc files that
 *     compare times would all be stale. The root filesystem is read-only, so Python could never
 *     recompile them.
 *
 * Gotcha: `uv sync --frozen` silently installs from a stale lock file. `--locked` fails with a
 * message, so the recipe uses `--locked`.
 */
import type { ImageConfig, Recipe, RecipeInput, Refusal } from '@smolfaas/core';
import {
  cacheMount,
  copy,
  copyWithFixedTimes,
  EPOCH,
  imageOf,
  local,
  type Mount,
  marshal,
  secretMount,
  type State,
} from '@smolfaas/llb';
import { FAILURE_HINTS, OUTPUT_HINTS } from './failure-hints.js';
import { OWN_CONFIG, readProject } from './project.js';
import type { PythonProject } from './python-project.js';

const CA = '/run/smolfaas/ca.pem';
/** Where uv looks for the user's own settings. */
const CONFIG_HOME = '/run/smolfaas/config';
/** Where uv and git look for logins. */
const NETRC = '/root/.netrc';
const VENV = '/app/.venv';
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The build of one Python function. Bases: `python`, and `uv`, which holds the one static binary
 * `/uv`.
 */
export function recipe(input: RecipeInput): Recipe | Refusal {
  const project = readProject(input);
  if ('message' in project) return { refused: project };
  if (!input.tree.has('main.py')) return { refused: NO_ENTRY };
  const sources = local('all', { exclude: [OWN_CONFIG], sharedKeyHint: 'all', name: 'load sources' });
  const environment = install(input, project, sources);
  const base = imageOf(input.bases, 'python');
  const dependencies = { from: environment, src: VENV, dirs: ['/app', VENV], beside: base, name: 'copy dependencies' };
  const own = { from: sources, src: '/', dirs: ['/app'], beside: base, name: 'copy sources' };
  const result = copyWithFixedTimes(copyWithFixedTimes(base, dependencies), own);
  return {
    image: { kind: 'llb', definition: marshal(result).bytes, config: CONFIG },
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

/** The state that holds the finished /app/.venv. */
function install(input: RecipeInput, project: PythonProject, sources: State): State {
  const tools = imageOf(input.bases, 'python').file(
    [copy(imageOf(input.bases, 'uv'), '/uv', '/usr/local/bin/uv', { createDestPath: true, timestamp: EPOCH })],
    { name: 'copy uv' },
  );
  const seen = project.needsSources
    ? sources
    : local('manifests', {
        include: project.include.map(literal),
        sharedKeyHint: 'manifests',
        name: `load ${project.source}`,
      });
  const ready = withFiles(tools, seen, `copy ${project.needsSources ? 'sources' : project.source}`);
  const installed = commands(project).reduce((state, args) => uvStep(state, project, args), ready);
  if (!project.installsItself) return installed;
  const self = [...(project.source === 'uv.lock' ? ['sync'] : ['pip', 'install']), ...project.selfArgs];
  return uvStep(withFiles(installed, sources, 'copy sources'), project, self);
}

/**
 * The install commands. Only a lock file makes `uv sync` exact; otherwise uv resolves the
 * manifest's demands.
 */
function commands({ source, installArgs }: PythonProject): readonly (readonly string[])[] {
  if (source === 'uv.lock') return [['sync', ...installArgs]];
  return [
    ['venv', VENV],
    ['pip', 'install', ...installArgs],
  ];
}

/** A path as a pattern that matches it alone. */
const literal = (path: string): string => path.replace(/[*?[\]\\]|^!/g, '\\$&');

function withFiles(state: State, files: State, name: string): State {
  return state.file([copy(files, '/', '/app/', { dirCopyContents: true, createDestPath: true, timestamp: EPOCH })], {
    name,
  });
}

/**
 * A uv command with network settings, cache and a fixed environment, the same on every host. So
 * cache keys are the same, too. The function's own uv.toml is a secret. Its content without
 * credentials is part of the key, as a variable that no program reads.
 */
function uvStep(state: State, { settings, env }: PythonProject, args: readonly string[]): State {
  const own = settings === undefined ? [] : [secretMount(`/app/${OWN_CONFIG}`, OWN_CONFIG, { mode: 0o444 })];
  return state.run(['uv', ...args], {
    cwd: '/app',
    env: { ...ENV, ...env, ...(settings === undefined ? {} : { SMOLFAAS_SETTINGS: settings }) },
    mounts: [...MOUNTS, ...own],
    name: `uv ${args.join(' ')}`,
  }).root;
}

const ENV = {
  PATH: SYSTEM_PATH,
  HOME: '/root',
  UV_CACHE_DIR: '/cache/uv',
  UV_LINK_MODE: 'copy',
  UV_PYTHON: 'python3',
  UV_PYTHON_DOWNLOADS: 'never',
  UV_PROJECT_ENVIRONMENT: VENV,
  VIRTUAL_ENV: VENV,
  UV_COMPILE_BYTECODE: '1',
  PYC_INVALIDATION_MODE: 'UNCHECKED_HASH',
  UV_NO_PROGRESS: '1',
  XDG_CONFIG_HOME: CONFIG_HOME,
  SSL_CERT_FILE: CA,
};

const MOUNTS: readonly Mount[] = [
  cacheMount('/cache/uv', 'smolfaas/uv'),
  secretMount(CA, 'ca', { mode: 0o444 }),
  secretMount(`${CONFIG_HOME}/uv/uv.toml`, 'uv', { mode: 0o444 }),
  secretMount(NETRC, 'netrc', { mode: 0o400 }),
];

const CONFIG: ImageConfig = {
  config: {
    User: '65532:65532',
    Env: [
      `PATH=${VENV}/bin:${SYSTEM_PATH}`,
      'HOME=/tmp',
      'PORT=8000',
      'PYTHONUNBUFFERED=1',
      'PYTHONDONTWRITEBYTECODE=1',
    ],
    Cmd: ['python', 'main.py'],
    WorkingDir: '/app',
    ExposedPorts: { '8000/tcp': {} },
  },
};

const NO_ENTRY = {
  message: 'there is no main.py',
  hint: 'put the HTTP server (0.0.0.0:8000) into main.py, or add a Dockerfile',
};

/**
 * The graph of a Go function (stage 6).
 *
 *   go-build ─ copy manifests ─ go mod download ─ copy sources ─ go build ─┐
 *   static ──────────────────────────────────────────────── copy the binary ─▶ image
 *
 * Invariants:
 *  1. The download step sees manifests only: editing a source file leaves it cached, editing go.mod
 *     or go.sum does not.
 *  2. The result is the runtime base plus one copied file; no command ever ran in it.
 *  3. Cache mounts only make re-runs faster. The download step's layer is empty, so `go build` must
 *     be able to download by itself after the cache was pruned: it has the same network settings.
 *
 * Gotcha: without go.sum both steps run with `-mod=mod`; the go.sum that the go command then writes
 * remains in the builder.
 */
import type { FailureHint, ImageConfig, Recipe, RecipeInput, Refusal } from '@smolfaas/core';
import { cacheMount, copy, EPOCH, imageOf, local, type Mount, marshal, secretMount, type State } from '@smolfaas/llb';
import { type GoModule, readModule } from './detect.js';
import { outsideModule } from './local-modules.js';
import { mainPackage } from './main-package.js';

const CA = '/run/smolfaas/ca.pem';
const GOENV = '/run/smolfaas/goenv';
/** Where go looks for logins, and git as well if the base has it. */
const NETRC = '/root/.netrc';
const BINARY = '/out/function';

/**
 * The build of one Go function. Bases: `go-build` (a Go toolchain), `static` (certificates and
 * nothing else needed).
 */
export function recipe(input: RecipeInput): Recipe | Refusal {
  const outside = outsideModule(input.tree);
  if (outside !== undefined) return { refused: outside };
  const main = mainPackage(input);
  if ('message' in main) return { refused: main };
  const module = readModule(input.tree);
  const modules = download(imageOf(input.bases, 'go-build'), module);
  const built = build(modules, module, [...tagged(input.settings['tags']), main.path]);
  const result = imageOf(input.bases, 'static').file(
    [copy(built, BINARY, '/function', { mode: 0o755, timestamp: EPOCH })],
    {
      name: 'copy the binary',
    },
  );
  return {
    image: { kind: 'llb', definition: marshal(result).bytes, config: CONFIG },
    secrets: { ca: { host: 'ca' }, goenv: { host: 'goenv' }, netrc: { host: 'netrc' } },
    notes: main.notes,
    failureHints: FAILURE_HINTS,
  };
}

/**
 * Dependencies in a separate step; a vendored module needs none. In a workspace `go mod download`
 * requires a published version of every module that go.work has a directory for. `go build` does
 * not, so there the build downloads, into the same cache.
 */
function download(base: State, module: GoModule): State {
  const manifests = local('manifests', { include: module.manifests, sharedKeyHint: 'manifests', name: 'load go.mod' });
  const prepared = base.file(
    [copy(manifests, '/', '/src/', { dirCopyContents: true, createDestPath: true, timestamp: EPOCH })],
    {
      name: 'copy go.mod',
    },
  );
  return module.vendored || module.workspace ? prepared : goStep(prepared, ['mod', 'download'], module).root;
}

/** All sources over the downloaded tree, then one static binary. */
function build(modules: State, module: GoModule, what: readonly string[]): State {
  const sources = local('all', { sharedKeyHint: 'all', name: 'load sources' });
  const ready = modules.file([copy(sources, '/', '/src/', { dirCopyContents: true, timestamp: EPOCH })], {
    name: 'copy sources',
  });
  return goStep(ready, ['build', '-trimpath', '-ldflags=-s -w', '-o', BINARY, ...what], module).root;
}

const tagged = (tags: string | undefined): string[] => (tags === undefined ? [] : ['-tags', tags]);

/**
 * A go command with network settings, caches and a fixed environment, the same on every host. So
 * cache keys are the same, too.
 */
function goStep(state: State, args: readonly string[], module: GoModule) {
  return state.run(['go', ...args], {
    cwd: '/src',
    env: { ...ENV, ...(module.resolves ? { GOFLAGS: '-mod=mod' } : {}) },
    mounts: MOUNTS,
    name: `go ${args.slice(0, args[0] === 'mod' ? 2 : 1).join(' ')}`,
  });
}

const ENV = {
  PATH: '/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  CGO_ENABLED: '0',
  GOPATH: '/go',
  GOMODCACHE: '/cache/go/mod',
  GOCACHE: '/cache/go/build',
  GOTOOLCHAIN: 'auto',
  GOENV,
  SSL_CERT_FILE: CA,
};

const MOUNTS: readonly Mount[] = [
  cacheMount('/cache/go/mod', 'smolfaas/go-mod'),
  cacheMount('/cache/go/build', 'smolfaas/go-build'),
  secretMount(CA, 'ca', { mode: 0o444 }),
  secretMount(GOENV, 'goenv', { mode: 0o444 }),
  secretMount(NETRC, 'netrc', { mode: 0o400 }),
];

const FAILURE_HINTS: readonly FailureHint[] = [
  ...['exec: "git": executable file not found', 'missing Git command'].map((output) => ({
    output,
    hint: 'modules straight from a repository need git in the build base: SMOLFAAS_BASE_GO_BUILD=golang:1.26; or serve them by a GOPROXY',
  })),
  {
    output: 'terminal prompts disabled',
    hint: 'the repository wants a login: put it into ~/.netrc on this host (machine HOST login USER password TOKEN)',
  },
];

const CONFIG: ImageConfig = {
  config: {
    User: '65532:65532',
    Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/tmp', 'PORT=8000'],
    Cmd: ['/function'],
    WorkingDir: '/',
    ExposedPorts: { '8000/tcp': {} },
  },
};

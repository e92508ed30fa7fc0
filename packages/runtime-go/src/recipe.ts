/**
 * The graph of a Go function (stage 6).
 *
 *   go-build ─ copy manifests ─ go mod download ─ copy sources ─ go build ─┐
 *   static ──────────────────────────────────────────────── copy the binary ─▶ image
 *
 * Some functions have a further step: a file that links the time zones, or a check of
 * the binary (time-zones.ts, cgo.ts).
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
import { posix } from 'node:path';
import type { FailureHint, ImageConfig, Recipe, RecipeInput, Refusal, SourceTree } from '@smolfaas/core';
import { copy, EPOCH, imageOf, local, marshal, mkfile, nested, type State } from '@smolfaas/llb';
import { functionDirectory } from '@smolfaas/runtime-kit';
import { buildHints, CGO_OUTPUT_HINTS, needsCgo, stubCheck, suspects } from './cgo.js';
import { buildTags } from './constraints/constraints.js';
import { readModule } from './detect.js';
import { ENV, type GoRun, goStep, MOUNTS } from './go-step.js';
import { linkedPackages } from './linked-packages.js';
import { outsideModule } from './local-modules.js';
import { mainPackage } from './main-package.js';
import { FILE_OUTPUT_HINTS, runTimeFileNotes } from './run-time-files.js';
import { goSources } from './sources.js';
import { needsZones, ZONE_FILE, ZONE_OUTPUT_HINTS } from './time-zones.js';
import { toolchain } from './toolchain.js';

const BINARY = '/out/function';

/**
 * The build of one Go function. Bases: `go-build` (a Go toolchain), `static` (certificates and
 * nothing else needed).
 */
export function recipe(input: RecipeInput): Recipe | Refusal {
  const { tree, settings } = input;
  const outside = outsideModule(tree);
  if (outside !== undefined) return { refused: outside };
  const sources = goSources(tree);
  const main = mainPackage(input, sources);
  if ('message' in main) return { refused: main };
  const tags = buildTags(settings['tags']);
  const linked = linkedPackages(main.dir, tree, sources, tags);
  const cgo = needsCgo(linked, tags);
  if (cgo !== undefined) return { refused: cgo };

  const module = readModule(tree);
  const { value, notes } = toolchain(tree);
  const run: GoRun = { module, toolchain: value, dir: functionDirectory('/src', tree) };
  const modules = download(imageOf(input.bases, 'go-build'), run, tree);
  const zonesIn = needsZones(linked, tags) ? main.path : undefined;
  const built = build(modules, run, tree, { what: [...tagged(settings['tags']), main.path], zonesIn });
  const checked = withoutStubs(built, run, suspects(tree));
  const result = imageOf(input.bases, 'static').file(
    [copy(checked, BINARY, '/function', { mode: 0o755, timestamp: EPOCH })],
    {
      name: 'copy the binary',
    },
  );
  return {
    image: { kind: 'llb', definition: marshal(result).bytes, config: CONFIG },
    secrets: { ca: { host: 'ca' }, goenv: { host: 'goenv' }, netrc: { host: 'netrc' } },
    notes: [...main.notes, ...notes, ...runTimeFileNotes(linked, tree)],
    failureHints: [...FAILURE_HINTS, ...buildHints(tree)],
    outputHints: [...CGO_OUTPUT_HINTS, ...ZONE_OUTPUT_HINTS, ...FILE_OUTPUT_HINTS],
  };
}

/**
 * Dependencies in a separate step; a vendored module needs none. In a workspace `go mod download`
 * requires a published version of every module that go.work has a directory for. `go build` does
 * not, so there the build downloads, into the same cache.
 */
function download(base: State, run: GoRun, tree: SourceTree): State {
  const { module } = run;
  const include = module.manifests.filter((path) => !path.startsWith('../'));
  const manifests = local('manifests', { include, sharedKeyHint: 'manifests', name: 'load go.mod' });
  const contents = { dirCopyContents: true, createDestPath: true, timestamp: EPOCH };
  const copies = [copy(manifests, '/', `${run.dir}/`, contents)];
  const others = sharedManifests(module.manifests, tree);
  if (others !== undefined) copies.push(copy(others, '/', '/src/', contents));
  const prepared = base.file(copies, { name: 'copy go.mod' });
  return module.vendored || module.workspace ? prepared : goStep(prepared, ['mod', 'download'], run).root;
}

/** `go mod download` reads the go.mod of each module that a directory replaces. */
function sharedManifests(manifests: readonly string[], { shared }: SourceTree): State | undefined {
  if (shared === undefined) return undefined;
  const include = manifests.filter((path) => path.startsWith('../')).map((path) => posix.join(shared.dir, path));
  if (include.length === 0) return undefined;
  return local('shared', { include, sharedKeyHint: 'shared manifests', name: 'load go.mod of shared modules' });
}

/**
 * All sources over the downloaded tree, then one static binary. `zonesIn` is the main package if it
 * needs the time zones.
 */
function build(
  modules: State,
  run: GoRun,
  { shared }: SourceTree,
  { what, zonesIn }: { readonly what: readonly string[]; readonly zonesIn: string | undefined },
): State {
  const own = local('all', { sharedKeyHint: 'all', name: 'load sources' });
  const sources =
    shared === undefined
      ? own
      : nested(
          local('shared', { sharedKeyHint: 'shared', name: `load ${shared.paths.join(', ')}` }),
          own,
          `/${shared.dir}`,
        );
  const copied = modules.file([copy(sources, '/', '/src/', { dirCopyContents: true, timestamp: EPOCH })], {
    name: 'copy sources',
  });
  const ready = zonesIn === undefined ? copied : withZones(copied, posix.join(run.dir, zonesIn));
  return goStep(ready, ['build', '-trimpath', '-ldflags=-s -w', '-o', BINARY, ...what], run).root;
}

function withZones(sources: State, main: string): State {
  const path = posix.join(main, ZONE_FILE.name);
  return sources.file([mkfile(path, ZONE_FILE.text, { mode: 0o644, timestamp: EPOCH })], {
    name: 'add the time zones',
  });
}

/** Looks into the binary, only where a module may be linked that cannot work without cgo. */
function withoutStubs(built: State, { toolchain: value }: GoRun, names: readonly string[]): State {
  if (names.length === 0) return built;
  const env = { ...ENV, GOTOOLCHAIN: value };
  return built.run(stubCheck(BINARY, names), { env, mounts: MOUNTS, name: 'check for modules that need cgo' }).root;
}

const tagged = (tags: string | undefined): string[] => (tags === undefined ? [] : ['-tags', tags]);

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

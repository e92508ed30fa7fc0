/**
 * Stages 2 and 3 for one function: which runtimes may build it, and what its source is.
 *
 * Invariants:
 *  1. It loads no runtime's code and queries no engine.
 *  2. The fingerprint carries a stat cache to save only when it changed, so a run with nothing to
 *     do writes nothing.
 */
import type { InstalledRuntime } from '../contract/installed-runtime.js';
import type { FunctionChoice, Settings } from '../contract/settings.js';
import type { StateStore } from '../contract/state-store.js';
import { linkedFiles } from './detect/dockerfile-links.js';
import { DOCKERFILE, namedDockerfile, usualDockerfile } from './detect/dockerfile.js';
import { dockerfilesElsewhere } from './detect/dockerfiles-elsewhere.js';
import { refuseShared, refuseUnknownSettings } from './detect/function-choice.js';
import { type Candidates, detectCandidates, ignoreOptions, rootNames } from './detect/detect.js';
import { type Fingerprint, fingerprint } from './fingerprint/fingerprint.js';
import type { FunctionInputs } from './given/given.js';
import { loadRules, loadSharedRules, makeRules } from './ignore/ignore.js';
import type { WalkRoot } from './fingerprint/walk.js';
import { type LocatedShared, locateShared } from './shared/locate-shared.js';

/** A function whose source was read: everything that its directory provides. */
export interface FunctionSource {
  readonly function: string;
  readonly dir: string;
  readonly candidates: Candidates;
  readonly fingerprint: Fingerprint;
  /** What the project file sets for it. */
  readonly choice: FunctionChoice;
  /** What its containers receive from this host; undefined in a run that starts none. */
  readonly given?: FunctionInputs;
  /** What it shares; absent for most functions. */
  readonly shared?: LocatedShared;
}

export interface ReadSourceTools {
  readonly settings: Pick<Settings, 'stateDb' | 'functions' | 'sourceLimits'>;
  readonly runtimes: readonly InstalledRuntime[];
  readonly missingRuntimes: readonly string[];
  /** Store of stat caches and generations; undefined when there is no database. */
  readonly store: Pick<StateStore, 'statCache' | 'generations'> | undefined;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Reads one function.
 * @throws no-runtime, runtime-not-installed, unknown-setting, shared-unsupported, shared-unusable,
 *   ignore-file-unusable,
 *   source-special-file, source-unreadable, source-bad-name, source-changed, source-too-large
 */
export async function readSource(fn: string, dir: string, tools: ReadSourceTools): Promise<FunctionSource> {
  const { settings, store, now, signal } = tools;
  const choice = settings.functions.get(fn) ?? { settings: {} };
  const named = namedDockerfile(choice);
  const chosen = choice.runtime ?? (named === undefined ? undefined : DOCKERFILE.id);
  const lastGeneration = () => store?.generations().find((record) => record.function === fn);
  const names = rootNames(fn, dir);
  const candidates = detectCandidates(fn, names, {
    ...tools,
    chosen,
    dockerfile: named,
    lastGeneration,
    dockerfilesElsewhere: () => dockerfilesElsewhere(dir),
  });
  const { manifest } = candidates.runtimes[0];
  refuseUnknownSettings(fn, manifest, choice);
  refuseShared(fn, manifest, choice, tools.runtimes);
  const dockerfile = named ?? usualDockerfile(names);
  const links = manifest.id === DOCKERFILE.id ? linkedFiles(dir, dockerfile) : [];
  const rules = loadRules(fn, dir, ignoreOptions(manifest, settings.stateDb, dockerfile, links));
  const { litter = [] } = manifest;
  const located = await locateShared(fn, dir, choice.shared, litter);
  const shared = located?.places.map((place) => rootOf(fn, place, { litter, stateDb: settings.stateDb }));
  const limits = settings.sourceLimits;
  const options = { cache: store?.statCache(fn), nowMs: now(), signal, limits, ...(shared && { shared }) };
  const read = await fingerprint(fn, dir, rules, options);
  return { function: fn, dir, candidates, fingerprint: read, choice, ...(located && { shared: located }) };
}

function rootOf(
  fn: string,
  { path, dir, kind }: LocatedShared['places'][number],
  options: { readonly litter: readonly string[]; readonly stateDb: string },
): WalkRoot {
  const rules =
    kind === 'directory'
      ? loadSharedRules(fn, dir, path, options)
      : makeRules(dir, [], { dockerfile: undefined, ...options });
  return { at: path, dir, kind, rules };
}

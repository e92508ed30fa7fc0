/**
 * Stage 2, detect: which runtime could build this function?
 *
 * Before: discover. After: fingerprint (which leaves out the litter of the runtime chosen here),
 * then the runtime's own `detect`. If that declines, SmolFaaS tries the next candidate. This stage
 * reads only manifests, so it loads no code of a runtime that is not needed.
 *
 * Invariant: the order is fixed and documented. A Dockerfile always wins, then precedence decides,
 * then the id.
 */
import { readdirSync } from 'node:fs';
import picomatch from 'picomatch';
import { SmolfaasError } from '../../contract/errors.js';
import type { InstalledRuntime } from '../../contract/installed-runtime.js';
import type { NoticeFacts, RuntimeMatch } from '../../contract/notices.js';
import type { RuntimeManifest } from '../../contract/runtime.js';
import type { GenerationRecord } from '../../contract/state-store.js';
import { errnoOf } from '../errno.js';
import { readIgnoreFile } from '../ignore/ignore-file.js';
import { isIgnored } from '../ignore/ignore-pattern.js';
import type { IgnoreOptions } from '../ignore/ignore.js';
import { quoteName } from '../quote-name.js';
import { foundManifests, foundSources } from './known-manifests.js';
import { type LastRuntime, lastRuntime } from './last-runtime.js';
import { namedRuntime } from './function-choice.js';
import { DOCKERFILE, isUsualName } from './dockerfile.js';
import { byPrecedence } from './precedence.js';

/** The runtimes that may build a function, best first; never empty. */
export interface Candidates {
  readonly runtimes: readonly [InstalledRuntime, ...InstalledRuntime[]];
  /** The runtime that won, and those it won over. */
  readonly several?: NoticeFacts['several-runtimes'];
}

/**
 * Names of the files (and links) at the root of a function that can indicate a runtime. Names that
 * `.dockerignore` excludes are not part of the source and do not count; users can choose a runtime
 * that way. A Dockerfile always counts: the frontend reads it although `.dockerignore` usually
 * lists it.
 * @throws source-unreadable, ignore-file-unusable
 */
export function rootNames(fn: string, dir: string): readonly string[] {
  const patterns = readIgnoreFile(fn, dir, undefined);
  try {
    return readdirSync(dir, { withFileTypes: true, encoding: 'buffer' })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => quoteName(entry.name))
      .filter((name) => isUsualName(name) || !isIgnored(patterns, name))
      .sort();
  } catch (cause) {
    throw new SmolfaasError('source-unreadable', { function: fn, path: '.', errno: errnoOf(cause) }, { cause });
  }
}

/**
 * The installed runtimes, those that are missing, and the one that the project file names for this
 * function.
 */
export interface Choice {
  readonly runtimes: readonly InstalledRuntime[];
  readonly missingRuntimes?: readonly string[];
  readonly chosen?: string | undefined;
  /** Path of the Dockerfile that the project file names. */
  readonly dockerfile?: string | undefined;
  /** Returns the last recorded generation; called only when no runtime was found. */
  readonly lastGeneration?: () => GenerationRecord | undefined;
  /** Returns Dockerfiles that no runtime detects; called only when no runtime was found. */
  readonly dockerfilesElsewhere?: () => readonly string[];
}

/**
 * Matches the manifests' globs against those names. If the project file names a runtime, only that
 * one is considered. Pure.
 * @throws no-runtime, with what each runtime looks for, what would help, and files that a further
 *   runtime would recognise
 * @throws runtime-not-installed
 */
export function detectCandidates(fn: string, names: readonly string[], choice: Choice): Candidates {
  const asked = choice.chosen === undefined ? choice.runtimes : [namedRuntime(fn, choice.chosen, choice)];
  const sorted = asked.toSorted(byPrecedence);
  const early = matchesOf(sorted, (runtime) => evidenceOf(runtime, names, choice));
  const others = sorted.filter((runtime) => early.every((match) => match.runtime !== runtime));
  const late = matchesOf(others, ({ manifest: { detectsLast = [] } }) => firstMatch(names, detectsLast));
  const matches = [...early, ...late];
  const [first, ...rest] = matches;
  if (first === undefined) {
    const chosen = choice.chosen !== undefined;
    const last = lastRuntime(choice.lastGeneration?.(), choice.runtimes);
    const missing = choice.missingRuntimes ?? [];
    throw noRuntime(fn, asked, { names, missing, chosen, last, dockerfiles: choice.dockerfilesElsewhere?.() ?? [] });
  }
  const all: Candidates['runtimes'] = [first.runtime, ...rest.map((match) => match.runtime)];
  return rest.length === 0
    ? { runtimes: all }
    : { runtimes: all, several: { won: named(first), others: rest.map(named) } };
}

interface Match {
  readonly runtime: InstalledRuntime;
  readonly evidence: string;
}

/** A file that the project file names needs no glob. If it is missing, its runtime reports that. */
function evidenceOf(
  { manifest }: InstalledRuntime,
  names: readonly string[],
  { dockerfile }: Choice,
): string | undefined {
  if (manifest.id === DOCKERFILE.id && dockerfile !== undefined) return dockerfile;
  return firstMatch(names, manifest.detects);
}

const matchesOf = (
  runtimes: readonly InstalledRuntime[],
  evidence: (runtime: InstalledRuntime) => string | undefined,
): readonly Match[] =>
  runtimes
    .map((runtime) => ({ runtime, evidence: evidence(runtime) }))
    .filter((match): match is Match => match.evidence !== undefined);

/**
 * Nearly all globs are plain names. Compiling one takes a thousand times as long as comparing it.
 */
const isMatch = (name: string, globs: readonly string[]): boolean =>
  globs.some((glob) => (isPlain(glob) ? glob === name : picomatch.isMatch(name, glob, { dot: true })));

const firstMatch = (names: readonly string[], globs: readonly string[]): string | undefined =>
  names.find((name) => isMatch(name, globs));

const isPlain = (glob: string): boolean => /^[\w.-]+$/.test(glob);

/**
 * The error for a function without a runtime. The pipeline also throws it when every candidate
 * declined. There were candidates then, so it proposes no further runtime and needs no `names`.
 */
export function noRuntime(
  fn: string,
  runtimes: readonly InstalledRuntime[],
  { names = [], missing = [], chosen = false, last, dockerfiles = [] }: Partial<NoRuntimeFacts> = {},
): SmolfaasError<'no-runtime'> {
  const lookedFor = runtimes.toSorted(byPrecedence).map(({ manifest: { id, detects, hint } }) => ({
    runtime: id,
    globs: detects,
    ...(hint !== undefined && { hint }),
  }));
  const tried = new Set(lookedFor.map(({ runtime }) => runtime));
  const found = chosen ? [] : foundManifests(names, tried);
  const sources = foundSources(names, tried);
  const unsupported = runtimes.toSorted(byPrecedence).flatMap(({ manifest }) => unsupportedIn(names, manifest));
  const facts = { function: fn, lookedFor, found, unsupported, missing, chosen };
  const elsewhere = runtimes.some(({ manifest }) => manifest.id === DOCKERFILE.id) ? dockerfiles : [];
  return new SmolfaasError('no-runtime', {
    ...facts,
    ...(sources.length > 0 && { sources }),
    ...(last && { last }),
    ...(elsewhere.length > 0 && { dockerfiles: elsewhere }),
  });
}

function unsupportedIn(names: readonly string[], { id, unsupported = {} }: RuntimeManifest) {
  return Object.entries(unsupported)
    .filter(([name]) => names.includes(name))
    .map(([name, hint]) => ({ name, runtime: id, hint }));
}

interface NoRuntimeFacts {
  readonly names: readonly string[];
  readonly missing: readonly string[];
  readonly chosen: boolean;
  readonly last: LastRuntime | undefined;
  readonly dockerfiles: readonly string[];
}

const named = ({ runtime, evidence }: Match): RuntimeMatch => ({ runtime: runtime.manifest.id, evidence });

/**
 * The ignore options that follow from the chosen runtime.
 * @param dockerfile path of the Dockerfile, if the function is built from one
 * @param links the links on the way to it, and the file at their end
 */
export function ignoreOptions(
  { id, litter = [] }: RuntimeManifest,
  stateDb: string,
  dockerfile: string = DOCKERFILE.filename,
  links: readonly string[] = [],
): IgnoreOptions {
  return id === DOCKERFILE.id ? { dockerfile, links, litter, stateDb } : { dockerfile: undefined, litter, stateDb };
}

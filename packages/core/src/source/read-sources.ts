/**
 * Stages 1 to 3 for all functions: read every source, keep failures separate.
 *
 * One unreadable file must not stop the other functions. An error of a function therefore becomes a
 * value here, and the stage that handles the function reports it. Any other failure (the engine, an
 * interrupt, a bug) ends the run.
 */
import { isSmolfaasError, type SmolfaasError } from '../contract/errors.js';
import { isAbout, type PipelineContext } from '../contract/pipeline.js';
import type { StateStore } from '../contract/state-store.js';
import { boundedMap } from '../async/bounded-map.js';
import { functionsWithoutDirectory } from './detect/function-choice.js';
import type { Candidate } from './discover/discover.js';
import { type FunctionSource, readSource } from './read-source.js';

export interface Sources {
  /** By name. */
  readonly functions: ReadonlyMap<string, FunctionSource>;
  /** Functions whose directory exists but cannot be built from. */
  readonly failures: ReadonlyMap<string, SmolfaasError>;
  /** Functions with a directory that the run is not about; their sources were not read. */
  readonly outside: readonly string[];
}

/** Saves the stat caches that changed. Only runs that may write call it. */
export function saveStatCaches({ functions }: Sources, store: Pick<StateStore, 'saveStatCache' | 'together'>): void {
  const news = [...functions].flatMap(([fn, { fingerprint }]) =>
    fingerprint.cache === undefined ? [] : { fn, cache: fingerprint.cache },
  );
  if (news.length === 0) return;
  store.together(() => {
    for (const { fn, cache } of news) store.saveStatCache(fn, cache);
  });
}

/**
 * Reads the sources of all candidates that the run is about. `store` provides their remembered
 * stats; undefined when there is no database.
 */
export async function readSources(
  candidates: readonly Candidate[],
  context: PipelineContext,
  store: Pick<StateStore, 'statCache' | 'generations'> | undefined,
): Promise<Sources> {
  const { settings, signal } = context;
  const tools = { ...context, store };
  const known = candidates.map(({ name }) => name);
  for (const fn of functionsWithoutDirectory(settings.functions, candidates).filter((name) => isAbout(context, name))) {
    context.emit({ type: 'warning', function: fn, notice: { code: 'no-directory', facts: { known } } });
  }
  const functions = new Map<string, FunctionSource>();
  const failures = new Map<string, SmolfaasError>();
  const inside = candidates.filter(({ name }) => isAbout(context, name));
  const outside = candidates.filter((one) => !inside.includes(one)).map(({ name }) => name);
  await boundedMap(inside, settings.parallel, signal, async ({ name, dir, error }) => {
    try {
      if (error !== undefined) throw error;
      functions.set(name, await readSource(name, dir, tools));
    } catch (failure) {
      signal.throwIfAborted();
      if (!isSmolfaasError(failure)) throw failure;
      failures.set(name, failure);
    }
  });
  return { functions, failures, outside };
}

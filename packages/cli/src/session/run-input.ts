/**
 * What every run of a session reads again: project file, lock file, host settings, linked runtimes.
 *
 * Place: session.ts calls it when it opens, and for every run after the first.
 *
 * Invariant: nothing is changed, and nothing is remembered from the run before.
 */
import type { OpenSettings } from '@smolfaas/core';
import type { FlagValues } from '../flags/common.js';
import type { Environment } from '../process/environment.js';
import type { PluginLike } from '../runtimes/discover.js';
import type { RuntimeModules } from '../runtimes/modules.js';
import { strayBases } from '../settings/bases.js';
import { loadNames, loadProjectFile } from '../settings/project-file/load.js';
import { NO_PROJECT_FILE } from '../settings/project-file/project-file.js';
import { type ProjectBase, projectBase } from '../settings/project-base.js';
import { secretValues } from '../settings/secret-values.js';
import { toSettings } from '../settings/settings.js';
import type { Mask } from '../text/mask.js';
import { isAboutAddresses, type LookingVerb } from './looking.js';
import type { RuntimesOfRun } from './runtimes-of-run.js';

/** What a session is opened for. */
export interface SessionInput {
  readonly verb:
    | 'up'
    | 'restart'
    | 'plan'
    | 'down'
    | 'check'
    | 'images'
    | 'prune'
    | 'du'
    | 'wait'
    | 'logs'
    | 'exec'
    | 'projects'
    | LookingVerb;
  readonly flags: FlagValues;
  readonly version: string;
  readonly plugins: Iterable<PluginLike>;
  readonly environment: Environment;
  /** The run is about other projects than that of this directory, or about all. */
  readonly isAboutOthers?: boolean;
}

/** What a run reads again. */
export interface RunInput extends RuntimesOfRun {
  readonly settings: OpenSettings;
  readonly place: ProjectBase;
  /** Where the project and its file were found. */
  readonly notes: readonly string[];
}

/** A run whose notes were made. */
export type Begun = Omit<RunInput, 'notes' | 'warnings'>;

const NO_RUNTIMES: RuntimesOfRun = { runtimes: [], missingRuntimes: [], warnings: [] };

/** `down` takes names from the project file only, and works when it is broken. */
export async function readInput(
  { verb, flags, environment, isAboutOthers = false }: SessionInput,
  plugins: readonly PluginLike[],
  modules: RuntimeModules,
  mask: Mask,
): Promise<RunInput> {
  const place = projectBase(flags, environment);
  const load = verb === 'down' ? loadNames : loadProjectFile;
  const project = isAboutOthers ? NO_PROJECT_FILE : await load(flags, environment);
  const hasRuntimes = !isAboutAddresses(verb);
  const runtimes = hasRuntimes
    ? await (await import('./runtimes-of-run.js')).runtimesOfRun(plugins, project, modules)
    : NO_RUNTIMES;
  const manifests = runtimes.runtimes.map(({ manifest }) => manifest);
  const settings = toSettings(flags, environment, project, manifests);
  mask.learnPasswords(secretValues(settings.host));
  const where = place.above === undefined || isAboutOthers ? undefined : `project: ${place.above}`;
  const notes = [where, project.note].filter((note) => note !== undefined);
  const warnings = [
    ...(project.warning === undefined ? [] : [project.warning]),
    ...(hasRuntimes ? strayBases(project.bases, manifests) : []),
    ...runtimes.warnings,
  ];
  return { ...runtimes, warnings, settings, place, notes };
}

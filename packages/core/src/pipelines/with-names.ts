/**
 * Completes the settings of a run with the project's names and ports, and runs a pipeline with
 * them.
 *
 * Names and ports that SmolFaaS has chosen may be in use by the time it needs them: another project
 * was quicker (the network is the claim, docs/decisions/0043), or a program took a port. SmolFaaS
 * then chooses again, from what the engine has now, and the pipeline starts again. What a user gave
 * is never replaced: that error reaches the user.
 *
 * Invariant: an error that a new choice does not prevent ends the run.
 */
import { isDeepStrictEqual } from 'node:util';
import { isSmolfaasError } from '../contract/errors.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { PortUse } from '../contract/notices.js';
import type { NamesAndPorts, OpenSettings, Settings } from '../contract/settings.js';
import type { StateAccess } from '../contract/state-store.js';
import { portUse } from '../observed/choose-ports.js';
import {
  type Choice,
  chooseNamesAndPorts,
  chosenOf,
  givenOf,
  knownNamesAndPorts,
  type OpenContext,
} from '../observed/names-and-ports.js';

/** Projects that start at the same moment may take the next choice as well. */
const MOST_CHOICES = 5;

/**
 * Runs `work` in a context with complete settings.
 * @param announce whether to report what was chosen and why; for runs that record it
 * @throws what `work` throws; state-*, engine-*
 */
export async function withNames<T>(
  given: OpenContext,
  announce: boolean,
  work: (context: PipelineContext) => Promise<T>,
): Promise<T> {
  const begin = given.now();
  const known = knownNamesAndPorts(given);
  let choice: Choice = known === undefined ? await chooseNamesAndPorts(given) : { values: known, notices: [] };
  let taken: readonly PortUse[] = [];
  for (let count = 1; ; count += 1) {
    if (announce) for (const notice of choice.notices) given.emit({ type: 'note', notice });
    try {
      return await work(complete(given, choice.values, begin));
    } catch (error) {
      const keep = count < MOST_CHOICES ? whatToKeep(error, given, choice.values) : undefined;
      if (keep === undefined) throw error;
      taken = [...taken, portUse(error) ?? []].flat();
      const next = await chooseNamesAndPorts(given, { keep, taken });
      if (isDeepStrictEqual({ ...choice.values, ...next.values }, choice.values)) throw error;
      choice = next;
    }
  }
}

/** The complete settings, if all of them are given or recorded; needs no engine. @throws state-* */
export function knownSettings(settings: OpenSettings, state: StateAccess): Settings | undefined {
  const known = knownNamesAndPorts({ settings, engine: { state } });
  return known && { ...settings, ...known };
}

function complete(given: OpenContext, values: NamesAndPorts, begin: number): PipelineContext {
  return { ...given, begin, settings: { ...given.settings, ...values }, chosen: chosenOf(given.settings, values) };
}

/**
 * What a new choice leaves as it is; undefined when the error is not about a choice of SmolFaaS.
 */
function whatToKeep(
  error: unknown,
  { settings }: OpenContext,
  values: NamesAndPorts,
): Partial<NamesAndPorts> | undefined {
  const given = givenOf(settings);
  const { httpPort, httpsPort, ...names } = values;
  const use = portUse(error);
  if (use !== undefined) {
    const key = use.port === httpPort ? 'httpPort' : 'httpsPort';
    return given[key] === undefined && values[key] === use.port ? names : undefined;
  }
  if (!isSmolfaasError(error, 'project-conflict') && !isSmolfaasError(error, 'foreign-object')) return undefined;
  const isChosen = Object.keys(names).some((key) => !(key in given));
  return isChosen ? { httpPort, httpsPort } : undefined;
}

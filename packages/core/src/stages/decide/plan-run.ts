/**
 * From what was read and seen to what decide takes: the values that a decision may depend on, and no others.
 */
import { LABEL } from '../../contract/labels.js';
import type { GenerationRecord } from '../../contract/state-store.js';
import { builderContainer } from '../build/builder-spec.js';
import type { Site } from '../preflight/site.js';
import type { FunctionSource } from '../read-source.js';
import { routerSpec } from '../routes/router-spec.js';
import type { Survey } from '../survey.js';
import { type DecideInput, decide } from './decide.js';
import type { Wanted } from './reasons.js';
import type { Plan } from './plan.js';

/** What a function's source asks for. */
export function wantedOf({ function: fn, fingerprint, recipeKey, candidates }: FunctionSource): Wanted {
  const runtime = candidates.runtimes[0].manifest.id;
  return { function: fn, contentHash: fingerprint.contentHash, recipeKey, runtime };
}

/** The plan of a run. */
export function planRun(
  site: Site,
  survey: Survey,
  recorded: readonly GenerationRecord[],
  unreached: readonly string[],
): Plan {
  const { context, project, observed, router } = site;
  const { settings, engine } = context;
  const input: DecideInput = {
    project,
    settings,
    wanted: [...survey.sources.values()].map(wantedOf),
    unusable: [...survey.failures.keys()],
    recorded,
    observed,
    routes: router.state,
    unreached,
    routerSpecHash: engine.router.specHash(routerSpec(settings, project, observed.images)),
    builderSpecHash: engine.builder.specHash(builderContainer(settings, project, observed.images)),
  };
  return decide(input);
}

/** Functions of this project that have a container, sorted. */
export function deployedFunctions({ observed, project }: Pick<Site, 'observed' | 'project'>): readonly string[] {
  const ours = observed.containers.filter(({ labels }) => labels[LABEL.project] === project.id);
  const names = ours.map(({ labels }) => labels[LABEL.function]).filter((name) => name !== undefined);
  return [...new Set(names)].sort();
}

/**
 * What a run knows before it decides (stage 5): its context, whose project it is, and what the
 * engine has.
 *
 * Invariant: SmolFaaS creates it once per run, before it decides anything, and never changes it.
 * Every later change of the run follows from this value.
 */
import type { RouterLink, RouterState } from '../contract/caddy-manager.js';
import type { Project } from '../contract/labels.js';
import type { Observed, ObservedContainer } from '../contract/observed.js';
import type { PipelineContext } from '../contract/pipeline.js';

export interface Observation {
  readonly context: PipelineContext;
  readonly project: Project;
  readonly observed: Observed;
  readonly router: ObservedRouter;
}

/** The router as observed: its container, and its link and routes if it runs and answers. */
export interface ObservedRouter {
  readonly container: ObservedContainer | undefined;
  readonly link: RouterLink | undefined;
  readonly state: RouterState | undefined;
}

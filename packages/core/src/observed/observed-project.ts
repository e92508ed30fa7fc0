/**
 * The ground a run stands on (stage 5): what was given, whose project it is, and what the engine has. Made once,
 * before anything is decided, and read-only after: whatever a run changes later, it changes because of this value.
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

/** The router as it was found: its container, and the link and routes where it runs and answers. */
export interface ObservedRouter {
  readonly container: ObservedContainer | undefined;
  readonly link: RouterLink | undefined;
  readonly state: RouterState | undefined;
}

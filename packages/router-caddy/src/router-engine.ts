/**
 * The container engine as the router needs it. Another package knows how to talk to an engine and
 * passes in an implementation. Tests pass a small one over dockerode.
 */
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';

export type { ContainerFacts, ExecResult } from '@smolfaas/core/container-engine.js';

/** The engine as the router sees it. */
export type RouterEngine = Omit<ContainerEngine, 'volumeLabels'>;

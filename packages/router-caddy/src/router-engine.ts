/**
 * What the router needs from a container engine. How to talk to an engine is another package's knowledge; that one passes an implementation in,
 * tests pass a small one over dockerode.
 */
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';

export type { ContainerFacts, ExecResult } from '@smolfaas/core/container-engine.js';

/** The engine as the router sees it. */
export type RouterEngine = Omit<ContainerEngine, 'getArchive' | 'volumeLabels'>;

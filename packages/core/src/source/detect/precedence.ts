/**
 * Stage 2, detect: the order in which runtimes are asked, the special one among them first.
 *
 * What must stay true: the order is total and the same on every host. The Dockerfile runtime comes first whatever the others claim,
 * then the precedence that each manifest declares, then the id.
 */
import type { InstalledRuntime } from '../../contract/installed-runtime.js';
import type { RuntimeManifest } from '../../contract/runtime.js';
import { DOCKERFILE } from './dockerfile.js';

const PRECEDENCE_OF_OTHERS = 1000;

/** Sorts runtimes: lower precedence first, then by id. Nobody but the Dockerfile runtime may come before 101. */
export function byPrecedence(a: InstalledRuntime, b: InstalledRuntime): number {
  return precedenceOf(a.manifest) - precedenceOf(b.manifest) || (a.manifest.id < b.manifest.id ? -1 : 1);
}

/** The place that a runtime really has: 1000 unless it claims one, and never before the Dockerfile runtime. */
export function precedenceOf({ id, precedence: claimed = PRECEDENCE_OF_OTHERS }: RuntimeManifest): number {
  return id === DOCKERFILE.id ? DOCKERFILE.precedence : Math.max(claimed, DOCKERFILE.precedence + 1);
}

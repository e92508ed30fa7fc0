/**
 * Stage 2, detect: the order of runtimes, with the Dockerfile runtime first.
 *
 * Invariant: the order is total and the same on every host. The Dockerfile runtime comes first
 * whatever the others claim, then the precedence that each manifest declares decides, then the id.
 */
import type { InstalledRuntime } from '../../contract/installed-runtime.js';
import type { RuntimeManifest } from '../../contract/runtime.js';
import { DOCKERFILE } from './dockerfile.js';

const PRECEDENCE_OF_OTHERS = 1000;

/**
 * Compares runtimes: lower precedence first, then by id. Only the Dockerfile runtime may come
 * before 101.
 */
export function byPrecedence(a: InstalledRuntime, b: InstalledRuntime): number {
  return precedenceOf(a.manifest) - precedenceOf(b.manifest) || (a.manifest.id < b.manifest.id ? -1 : 1);
}

/**
 * A runtime's effective precedence: 1000 unless its manifest declares one, and never before the
 * Dockerfile runtime.
 */
export function precedenceOf({ id, precedence: claimed = PRECEDENCE_OF_OTHERS }: RuntimeManifest): number {
  return id === DOCKERFILE.id ? DOCKERFILE.precedence : Math.max(claimed, DOCKERFILE.precedence + 1);
}

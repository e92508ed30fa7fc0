/**
 * Where a build runs if not in the engine's own BuildKit.
 *
 * `check` names it and a build makes it ready. They learn in different ways whether the engine has
 * BuildKit, and decide here.
 */
import type { BuilderSpec } from '@smolfaas/core';

/** A builder apart from the engine. */
export type OutsideSpec = Exclude<BuilderSpec, { kind: 'engine' }>;

/** Undefined if the engine's own BuildKit builds; it is only asked for where the choice depends on it. */
export async function outsideOf(
  spec: BuilderSpec,
  hasBuildKit: () => Promise<boolean>,
): Promise<OutsideSpec | undefined> {
  if (spec.kind === 'engine' || (spec.kind === 'auto' && (await hasBuildKit()))) return undefined;
  return spec;
}

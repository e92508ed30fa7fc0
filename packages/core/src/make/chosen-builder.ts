/**
 * Which builder a run has, or would have, as plain data without its methods: for outcomes. Pure.
 *
 * `up` reports at its end the builder that stage 9 ensured. `check` reports the one that the
 * settings choose.
 */
import type { Builder, BuilderPrivileges, ChosenBuilder } from '../contract/buildkit-manager.js';

/** What a ready builder reports about itself. */
export function chosenBuilderOf(builder: Builder): ChosenBuilder {
  const { kind } = builder;
  if (kind === 'engine') return { kind };
  if (kind === 'address') return { kind, address: builder.address };
  const { name, privileges } = builder;
  return { kind, name, ...(privileges !== undefined && { privileges }) };
}

/**
 * The choice, plus what is known about the existing container; `view` is that container, even if
 * another project created it.
 */
export function withPrivileges(
  chosen: ChosenBuilder | undefined,
  view: { readonly name: string; readonly privileges?: BuilderPrivileges } | undefined,
): ChosenBuilder | undefined {
  if (chosen?.kind !== 'container' || view?.name !== chosen.name || view.privileges === undefined) return chosen;
  return { ...chosen, privileges: view.privileges };
}

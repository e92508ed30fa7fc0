/**
 * Which builder a run has, or would have, without what it does: for outcomes. Pure.
 *
 * Place in the flow: `up` tells it at its end, of the builder that stage 9 made ready; `check` of the one that the settings ask for.
 */
import type { Builder, BuilderPrivileges, ChosenBuilder } from '../contract/buildkit-manager.js';

/** A ready builder's own word. */
export function identityOf(builder: Builder): ChosenBuilder {
  const { kind } = builder;
  if (kind === 'engine') return { kind };
  if (kind === 'address') return { kind, address: builder.address };
  const { name, privileges } = builder;
  return { kind, name, ...(privileges !== undefined && { privileges }) };
}

/** The choice with what is known of the container that is there; `view` is that container, whoever it was made for. */
export function withPrivileges(
  chosen: ChosenBuilder | undefined,
  view: { readonly name: string; readonly privileges?: BuilderPrivileges } | undefined,
): ChosenBuilder | undefined {
  if (chosen?.kind !== 'container' || view?.name !== chosen.name || view.privileges === undefined) return chosen;
  return { ...chosen, privileges: view.privileges };
}

/**
 * `check` for the builder container, if there is one: how it stands, what it was made from, and how much it may do on its host. Pure.
 *
 * None of it is a fault: a builder is needed only while something is built, and the next build starts it, or makes it anew.
 */
import type { BuilderPrivileges } from '../contract/buildkit-manager.js';
import { LABEL, type Project } from '../contract/labels.js';
import type { Observed } from '../contract/observed.js';
import type { BuilderView } from '../contract/outcome.js';
import { ownBuilder } from '../observed/own-objects.js';

const PRIVILEGES: readonly BuilderPrivileges[] = ['rootless', 'capabilities', 'privileged'];

/** Undefined where there is none. `specHash` is that of a container which today's settings would give. */
export function builderView(
  observed: Observed,
  project: Project,
  wanted: { readonly name: string; readonly specHash: string },
): BuilderView | undefined {
  const container = ownBuilder(observed, project, wanted.name);
  if (container?.labels[LABEL.role] !== 'builder') return undefined;
  const { name, state, exitCode, imageId, labels } = container;
  const image = observed.images.find(({ id }) => id === imageId)?.tags[0] ?? imageId;
  const privileges = PRIVILEGES.find((one) => one === labels[LABEL.privileges]);
  const outdated = name !== wanted.name || labels[LABEL.specHash] !== wanted.specHash;
  return {
    name,
    state,
    image,
    outdated,
    ...(privileges !== undefined && { privileges }),
    ...(exitCode !== undefined && { exitCode }),
  };
}

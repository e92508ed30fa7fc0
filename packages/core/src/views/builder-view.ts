/**
 * `check` for the builder container, if one exists: its state, what it was created from, and its
 * privileges on the host. Pure.
 *
 * Nothing here is a fault: only a build needs a builder, and the next build starts or recreates it.
 */
import type { BuilderPrivileges } from '../contract/buildkit-manager.js';
import { LABEL, type Project } from '../contract/labels.js';
import type { Observed } from '../contract/observed.js';
import type { BuilderView } from '../contract/outcome.js';
import { ownBuilder } from '../observed/own-objects.js';

const PRIVILEGES: readonly BuilderPrivileges[] = ['rootless', 'capabilities', 'privileged'];

/**
 * Undefined if none exists. `specHash` belongs to the container that the current settings would
 * create.
 */
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

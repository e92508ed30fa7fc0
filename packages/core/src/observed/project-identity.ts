/**
 * Stage 5, observe: whose objects are these?
 *
 * A project is a random id plus the functions directory. Every object that SmolFaaS creates carries
 * both as labels. The database records the id but may have been deleted, so SmolFaaS also reads the
 * objects. Each labelled object is an *anchor*:
 *
 * | anchors say | database says | result |
 * |---|---|---|
 * | nothing | nothing | a new id |
 * | nothing | an id | that id |
 * | this directory | anything | the id of the anchor (the recorded one, if there are several) |
 * | another directory that is gone | the same id (or another anchor does) | that id: it was moved |
 * | another directory | anything | refused: these names belong to another project |
 *
 * Invariants:
 * 1. Two directories never share one id.
 * 2. SmolFaaS never takes over an object of another project.
 *
 * Gotchas:
 * 1. A name alone proves nothing. Objects without labels are no anchors (foreign-objects.ts refuses
 *    those).
 * 2. Several networks may share this project's network name. Only the network that holds the name
 *    and this project's own networks count.
 */
import { LABEL, type Labels, type Project } from '../contract/labels.js';
import { type ProjectNames, SmolfaasError } from '../contract/errors.js';
import type { Observed } from '../contract/observed.js';
import { builderVolume, routerVolume, settledName } from '../desired/object-names.js';
import { holdingNetwork } from './own-objects.js';

/** What the identity is derived from. `exists` returns whether a directory exists. */
export interface IdentityInput {
  readonly recorded: Project | undefined;
  readonly observed: Observed;
  readonly names: ProjectNames;
  /** Functions whose names this project's containers may carry. */
  readonly functions: readonly string[];
  readonly functionsDir: string;
  exists(dir: string): boolean;
}

interface Anchor {
  readonly object: string;
  /** It has one of this project's names. A function's container counts by its directory alone. */
  readonly isNamed: boolean;
  readonly isContainer: boolean;
  readonly project: Project;
}

/**
 * The project that the engine's objects and the database agree on; undefined when neither knows
 * one.
 * @throws project-conflict when an object under one of this project's names belongs to another
 * project
 */
export function knownProject(input: IdentityInput): Project | undefined {
  const { recorded, functionsDir } = input;
  const anchors = findAnchors(input);
  const ours = new Set(
    anchors.filter(({ project }) => project.functionsDir === functionsDir).map(({ project }) => project.id),
  );
  if (recorded !== undefined) ours.add(recorded.id);
  const stranger = anchors.find((one) => !isSame(one, ours, input));
  if (stranger !== undefined) {
    const { object, project } = stranger;
    throw new SmolfaasError('project-conflict', { functionsDir, otherDir: project.functionsDir, object });
  }
  const ids = anchors.map(({ project }) => project.id);
  const id = recorded !== undefined && (ids.length === 0 || ids.includes(recorded.id)) ? recorded.id : ids[0];
  return id === undefined ? undefined : { id, functionsDir };
}

/**
 * Ids of projects whose objects `down` may remove despite any conflict: those of objects with this
 * project's directory and names, and the recorded id.
 *
 * Gotcha: a recorded id may also belong to another directory that still exists. Then the database
 * was copied, or it is the database of the directory that the run was started in. `down` leaves
 * that id to the other directory.
 */
export function ownProjects(input: IdentityInput): readonly Project[] {
  const { recorded, functionsDir, observed } = input;
  const anchors = findAnchors(input).filter(({ project }) => project.functionsDir === functionsDir);
  const labelled = [...observed.containers, ...observed.networks, ...observed.volumes].filter(
    ({ labels }) => recorded !== undefined && labels[LABEL.project] === recorded.id,
  );
  const isElsewhere = (dir: string | undefined) => dir !== undefined && dir !== functionsDir && input.exists(dir);
  const isCopy =
    isElsewhere(recorded?.functionsDir) || labelled.some(({ labels }) => isElsewhere(labels[LABEL.functionsDir]));
  const ids = recorded === undefined || isCopy ? [] : [recorded.id];
  const named = anchors.filter(({ isNamed }) => isNamed || ids.length === 0).map(({ project }) => project.id);
  return [...new Set([...ids, ...named])].map((id) => ({ id, functionsDir }));
}

/**
 * After a move, network and volume still name the old directory: SmolFaaS does not relabel what
 * works.
 */
function isSame({ project, isContainer }: Anchor, ours: ReadonlySet<string>, input: IdentityInput): boolean {
  if (project.functionsDir === input.functionsDir) return true;
  if (!ours.has(project.id)) return false;
  const { recorded } = input;
  // The old directory may exist again: the project was moved, and then cloned where it had been.
  const isRecorded = !isContainer && recorded?.id === project.id && recorded.functionsDir === input.functionsDir;
  return isRecorded || !input.exists(project.functionsDir);
}

/**
 * Objects under this project's names that carry a project, the best evidence first: router,
 * network, volumes, functions, builder.
 */
function findAnchors({ observed, names, functions, functionsDir }: IdentityInput): Anchor[] {
  const settled = new Set(functions.map((fn) => settledName(names.imagePrefix, fn)));
  const volumes = new Set([routerVolume(names.router), ...(names.builder ? [builderVolume(names.builder)] : [])]);
  const holding = holdingNetwork(observed, names.network);
  const isOurs = (labels: Labels) => labels[LABEL.functionsDir] === functionsDir;
  const anchors: (Anchor | undefined)[] = [
    ...observed.containers
      .filter(({ name }) => name === names.router)
      .map(({ name, labels }) => anchor(`container "${name}"`, labels)),
    ...observed.networks
      .filter((network) => network.name === names.network && (network === holding || isOurs(network.labels)))
      .map(({ name, labels }) => anchor(`network "${name}"`, labels)),
    ...observed.volumes
      .filter(({ name }) => volumes.has(name))
      .map(({ name, labels }) => anchor(`volume "${name}"`, labels)),
    ...observed.containers
      .filter(({ name, labels }) => settled.has(name) || isFunctionOf(labels, functionsDir))
      .map(({ name, labels }) => anchor(`container "${name}"`, labels, settled.has(name))),
    ...observed.containers
      .filter(({ name }) => name === names.builder)
      .map(({ name, labels }) => anchor(`container "${name}"`, labels)),
  ];
  return anchors.filter((one) => one !== undefined);
}

function isFunctionOf(labels: Labels, functionsDir: string): boolean {
  return labels[LABEL.function] !== undefined && labels[LABEL.functionsDir] === functionsDir;
}

function anchor(object: string, labels: Labels, isNamed = true): Anchor | undefined {
  const id = labels[LABEL.project];
  const functionsDir = labels[LABEL.functionsDir];
  return id === undefined || functionsDir === undefined
    ? undefined
    : { object, isNamed, isContainer: object.startsWith('container'), project: { id, functionsDir } };
}

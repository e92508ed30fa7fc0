/**
 * Stage 5, observe: whose objects are these?
 *
 * A project is a random id plus the functions directory; every object of ours carries both as labels. The database
 * remembers the id, but it may be deleted, so the objects themselves are asked as well. Each of them is an *anchor*:
 *
 * | anchors say | database says | result |
 * |---|---|---|
 * | nothing | nothing | a new id |
 * | nothing | an id | that id |
 * | our directory | anything | the id of the anchor (the recorded one, where several are) |
 * | another directory that is gone | the same id (or another anchor does) | that id: the directory was moved |
 * | another directory | anything | refused: these names belong to another project |
 *
 * What must stay true: two directories never share one id, and nothing of another project is ever
 * taken over. Bare names prove nothing; objects without labels are no anchors (foreign-objects.ts
 * refuses those). Of several networks of our name only the one that holds it counts, and our own.
 */
import { LABEL, type Labels, type Project } from '../contract/labels.js';
import { type ProjectNames, SmolfaasError } from '../contract/errors.js';
import type { Observed } from '../contract/observed.js';
import { builderVolume, routerVolume, settledName } from '../desired/object-names.js';
import { holdingNetwork } from './own-objects.js';

/** What the identity is derived from. `exists` tells whether a directory is there; `newId` gives a fresh random id. */
export interface IdentityInput {
  readonly recorded: Project | undefined;
  readonly observed: Observed;
  readonly names: ProjectNames;
  /** Functions that our containers may be named after. */
  readonly functions: readonly string[];
  readonly functionsDir: string;
  exists(dir: string): boolean;
}

interface Anchor {
  readonly object: string;
  /** It has one of our names; a function's container counts by its directory alone. */
  readonly isNamed: boolean;
  readonly project: Project;
}

/**
 * The project that the engine's objects and the database agree on, or undefined when neither knows one.
 * @throws project-conflict when an object under one of our names belongs to another project
 */
export function knownProject(input: IdentityInput): Project | undefined {
  const { recorded, functionsDir } = input;
  const anchors = findAnchors(input);
  const ours = new Set(
    anchors.filter(({ project }) => project.functionsDir === functionsDir).map(({ project }) => project.id),
  );
  if (recorded !== undefined) ours.add(recorded.id);
  const stranger = anchors.find(({ project }) => !isSame(project, ours, input));
  if (stranger !== undefined) {
    const { object, project } = stranger;
    throw new SmolfaasError('project-conflict', { functionsDir, otherDir: project.functionsDir, object });
  }
  const ids = anchors.map(({ project }) => project.id);
  const id = recorded !== undefined && (ids.length === 0 || ids.includes(recorded.id)) ? recorded.id : ids[0];
  return id === undefined ? undefined : { id, functionsDir };
}

/**
 * Ids of projects whose objects `down` may remove, whatever conflict there is: what carries our
 * directory under our names, and the recorded one. A recorded id that another directory has as
 * well, which is still there, is that directory's: the database was copied, or is the one of the
 * directory that the run was started in.
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

/** After a move, network and volume still name the old directory: nobody relabels what goes on working. */
function isSame(project: Project, ours: ReadonlySet<string>, input: IdentityInput): boolean {
  return project.functionsDir === input.functionsDir || (ours.has(project.id) && !input.exists(project.functionsDir));
}

/** Objects under our names that carry a project, the most telling first: router, network, volumes, functions, builder. */
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
    : { object, isNamed, project: { id, functionsDir } };
}

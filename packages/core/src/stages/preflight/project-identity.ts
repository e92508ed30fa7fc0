/**
 * Stage 0, preflight: whose objects are these?
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
 * What must stay true: two directories never share one id, and nothing of another project is ever taken over. Bare names
 * prove nothing; objects without labels are no anchors (foreign-objects.ts refuses those).
 */
import { LABEL, type Labels, type Project } from '../../contract/labels.js';
import { SmolfaasError } from '../../contract/errors.js';
import type { Observed } from '../../contract/observed.js';
import { builderVolume, routerVolume, settledName } from '../object-names.js';

/** What the identity is derived from. `exists` tells whether a directory is there; `newId` gives a fresh random id. */
export interface IdentityInput {
  readonly recorded: Project | undefined;
  readonly observed: Observed;
  readonly names: {
    readonly router: string;
    readonly network: string;
    readonly imagePrefix: string;
    /** Undefined where no builder container was asked for. */
    readonly builder: string | undefined;
  };
  /** Functions that our containers may be named after. */
  readonly functions: readonly string[];
  readonly functionsDir: string;
  exists(dir: string): boolean;
}

interface Anchor {
  readonly object: string;
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

/** After a move, network and volume still name the old directory: nobody relabels what goes on working. */
function isSame(project: Project, ours: ReadonlySet<string>, input: IdentityInput): boolean {
  return project.functionsDir === input.functionsDir || (ours.has(project.id) && !input.exists(project.functionsDir));
}

/** Objects under our names that carry a project, the most telling first: router, network, volumes, functions, builder. */
function findAnchors({ observed, names, functions, functionsDir }: IdentityInput): Anchor[] {
  const settled = new Set(functions.map((fn) => settledName(names.imagePrefix, fn)));
  const volumes = new Set([routerVolume(names.router), ...(names.builder ? [builderVolume(names.builder)] : [])]);
  const anchors: (Anchor | undefined)[] = [
    ...observed.containers
      .filter(({ name }) => name === names.router)
      .map(({ name, labels }) => anchor(`container "${name}"`, labels)),
    ...observed.networks
      .filter(({ name }) => name === names.network)
      .map(({ name, labels }) => anchor(`network "${name}"`, labels)),
    ...observed.volumes
      .filter(({ name }) => volumes.has(name))
      .map(({ name, labels }) => anchor(`volume "${name}"`, labels)),
    ...observed.containers
      .filter(({ name, labels }) => settled.has(name) || isFunctionOf(labels, functionsDir))
      .map(({ name, labels }) => anchor(`container "${name}"`, labels)),
    ...observed.containers
      .filter(({ name }) => name === names.builder)
      .map(({ name, labels }) => anchor(`container "${name}"`, labels)),
  ];
  return anchors.filter((one) => one !== undefined);
}

function isFunctionOf(labels: Labels, functionsDir: string): boolean {
  return labels[LABEL.function] !== undefined && labels[LABEL.functionsDir] === functionsDir;
}

function anchor(object: string, labels: Labels): Anchor | undefined {
  const id = labels[LABEL.project];
  const functionsDir = labels[LABEL.functionsDir];
  return id === undefined || functionsDir === undefined ? undefined : { object, project: { id, functionsDir } };
}

/**
 * Stage 5, observe: which names does a project take that has none on record? Pure.
 *
 *     those of its own objects  >  the default names  >  derived ones (candidate-names.ts)
 *
 * The first candidate wins that no object of another project or tool is in the way of.
 *
 * Gotcha: `a` with function `b-c` and `a-b` with function `c` make the same name. So one prefix must
 * not begin with another one and a hyphen.
 */
import { LABEL, type Labels } from '../contract/labels.js';
import type { Observed } from '../contract/observed.js';
import { builderVolume, isLoaded, routerVolume } from '../desired/object-names.js';
import { isAbandoned, livingProjects } from './abandoned-images.js';
import { candidateNames, DEFAULT_NAMES, type NamedProject, type Names } from './candidate-names.js';
import { ownNames, prefixOf } from './own-names.js';
import { holdingNetwork } from './own-objects.js';

/** What the choice depends on. */
export interface NamingInput extends NamedProject {
  readonly observed: Observed;
  /** Ids whose objects are this project's own. */
  readonly ownIds: ReadonlySet<string>;
  /** Names that the user gave; they are taken as they are. */
  readonly given: Partial<Names>;
}

/** Why the default names were not available. */
export interface NameInTheWay {
  /** Kind and name. */
  readonly object: string;
  /** The functions directory of the project that it belongs to; absent for other objects. */
  readonly otherDir?: string;
}

export interface NameChoice {
  readonly names: Names;
  /** Set when derived names were chosen because of this object. */
  readonly yieldedTo?: NameInTheWay;
}

/** The names of this project. */
export function chooseNames(input: NamingInput): NameChoice {
  const all = ({ names }: { names: Names }) => ({ ...names, ...input.given });
  const own = ownNames(input.observed, input.ownIds);
  if (own !== undefined && inTheWay(own, input) === undefined) return { names: all({ names: own }) };
  const candidates = candidateNames(input);
  const names = candidates.find((one) => inTheWay(one, input) === undefined) ?? candidates.at(-1) ?? DEFAULT_NAMES;
  const yieldedTo = inTheWay(DEFAULT_NAMES, input);
  return { names: all({ names }), ...(yieldedTo !== undefined && { yieldedTo }) };
}

/** The first foreign object that has one of these names, or will share one with a function. */
function inTheWay(names: Names, { observed, ownIds, given }: NamingInput): NameInTheWay | undefined {
  const isForeign = ({ labels }: { readonly labels: Labels }) => !ownIds.has(labels[LABEL.project] ?? '');
  const wants = (key: keyof Names) => given[key] === undefined;
  const prefix = `${names.imagePrefix}-`;
  const helpers = [wants('caddyName') && names.caddyName, wants('buildkitName') && names.buildkitName];
  const volumes = [
    wants('caddyName') && routerVolume(names.caddyName),
    wants('buildkitName') && builderVolume(names.buildkitName),
  ];
  const sharesPrefix = (name: string, theirs?: string) =>
    wants('imagePrefix') && (name.startsWith(prefix) || (theirs !== undefined && prefix.startsWith(`${theirs}-`)));
  const network = wants('network') ? holdingNetwork(observed, names.network) : undefined;
  const living = livingProjects(observed);
  const found: readonly Found[] = [
    ...(network === undefined ? [] : [{ kind: 'network', ...network }]).filter(isForeign),
    ...observed.containers
      .filter(isForeign)
      .filter((one) => helpers.includes(one.name) || sharesPrefix(one.name, prefixOf(one)))
      .map((one) => ({ kind: 'container', ...one })),
    ...observed.volumes
      .filter(isForeign)
      .filter(({ name }) => volumes.includes(name))
      .map((one) => ({ kind: 'volume', ...one })),
    ...observed.images
      .filter((one) => isForeign(one) && !isLoaded(one.tags) && !isAbandoned(one, living))
      .flatMap(({ labels, tags }) => tags.map((name) => ({ kind: 'image', name, labels })))
      .filter(({ name }) => wants('imagePrefix') && name.startsWith(prefix)),
  ];
  return found.map(described)[0];
}

interface Found {
  readonly kind: string;
  readonly name: string;
  readonly labels: Labels;
}

function described({ kind, name, labels }: Found): NameInTheWay {
  const otherDir = labels[LABEL.functionsDir];
  return { object: `${kind} "${name}"`, ...(otherDir !== undefined && { otherDir }) };
}

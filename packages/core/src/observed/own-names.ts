/**
 * Stage 5, observe: which names does this project have, according to its own objects? Pure.
 *
 * It serves a project whose database is lost or was never written: labels show which objects are its
 * own, and their names are those that it has.
 *
 * Gotcha: a user may have renamed the router. Its volume cannot be renamed, so the volume's name
 * counts first.
 */
import { LABEL, type Labels } from '../contract/labels.js';
import type { Observed, ObservedContainer, ObservedImage } from '../contract/observed.js';
import { DEFAULT_NAMES, derivedNames, type Names } from './candidate-names.js';

/**
 * The names of objects of these projects, completed by those that go with them; undefined when there
 * is no object.
 */
export function ownNames(observed: Observed, ids: ReadonlySet<string>): Names | undefined {
  const found = namesOf(observed, ids);
  return Object.keys(found).length === 0 ? undefined : { ...siblings(found), ...found };
}

function namesOf(observed: Observed, ids: ReadonlySet<string>): Partial<Names> {
  const isOwn = ({ labels }: { readonly labels: Labels }) => ids.has(labels[LABEL.project] ?? '');
  const containers = observed.containers.filter(isOwn);
  const volumes = observed.volumes.filter(isOwn).map(({ name }) => name);
  const roleOf = (role: string) => containers.find(({ labels }) => labels[LABEL.role] === role)?.name;
  const networks = observed.networks.filter(isOwn).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const used = networks.find(({ name }) => containers.some((one) => one.networks.includes(name)));
  const network = (used ?? networks[0])?.name;
  const caddyName = withoutEnd(volumes, '-data') ?? roleOf('router');
  const buildkitName = withoutEnd(volumes, '-state') ?? roleOf('builder');
  const imagePrefix = [...containers.map(prefixOf), ...observed.images.filter(isOwn).map(prefixOfImage)].find(
    (one) => one !== undefined,
  );
  return {
    ...(network !== undefined && { network }),
    ...(caddyName !== undefined && { caddyName }),
    ...(buildkitName !== undefined && { buildkitName }),
    ...(imagePrefix !== undefined && { imagePrefix }),
  };
}

/** The prefix in the name of a function's container; undefined when its name has none. */
export function prefixOf({ name, labels }: Pick<ObservedContainer, 'name' | 'labels'>): string | undefined {
  const fn = labels[LABEL.function];
  if (fn === undefined) return undefined;
  const settled = name.replace(/\.g\d+(?:\.\d+)?$|\.\d+$/, '');
  return settled.endsWith(`-${fn}`) ? settled.slice(0, -fn.length - 1) : undefined;
}

/** The prefix in a tag of a function's image. After `down`, no container is left that has it. */
function prefixOfImage({ tags, labels }: ObservedImage): string | undefined {
  const end = `-${labels[LABEL.function] ?? ''}`;
  const name = tags
    .map((tag) => tag.replace(/^localhost\//, '').replace(/:[^:/]*$/, ''))
    .find((one) => one.endsWith(end));
  return labels[LABEL.function] === undefined ? undefined : name?.slice(0, -end.length);
}

/** The other names that SmolFaaS chooses together with these. */
function siblings({ network, caddyName, imagePrefix }: Partial<Names>): Names {
  const [, slug] =
    /^smolfaas-(.+)$/.exec(network ?? '') ??
    /^smolfaas-(.+)-router$/.exec(caddyName ?? '') ??
    /^sf-(.+)$/.exec(imagePrefix ?? '') ??
    [];
  return slug === undefined ? DEFAULT_NAMES : derivedNames(slug);
}

function withoutEnd(names: readonly string[], end: string): string | undefined {
  return names.find((name) => name.endsWith(end))?.slice(0, -end.length);
}

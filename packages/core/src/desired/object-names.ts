/**
 * Names of everything we make in the engine, in one place.
 *
 * | object | name |
 * |---|---|
 * | a function's settled container | `<prefix>-<fn>` |
 * | a new generation, until the old one left; without an old one it starts settled | `<prefix>-<fn>.g<N>` |
 * | a further instance, from 2 on, of either | the same with `.<instance>` behind it |
 * | that generation's address on the network, for life; its instances share it | `<prefix>-<fn>.g<N>-<first 12 of the content hash>.<token>` |
 * | the address of one instance | `<instance>.` and that address |
 * | its image | `<prefix>-<fn>:<first 12 of SHA-256(content hash + recipe key)>` and `:latest` |
 * | the same of an image that came in a bundle, for whichever project | `smolfaas.local/loaded/<fn>:<the same hash>` |
 * | the router's volume | `<caddy name>-data` |
 * | the builder's volume | `<buildkit name>-state` |
 *
 * Invariants:
 *  1. A `.` cannot occur in a function's name, so no settled name is ever that of a generation.
 *  2. The address differs in every generation, so an answer never comes from a container that took over
 *     an old one's address. It cannot be guessed: another container on the network that took the
 *     address of the next generation in advance would receive its requests.
 * Names find objects; only labels make them ours.
 */
import { createHash } from 'node:crypto';

/** How long the hash in an image's tag is: enough to tell versions of one function apart, short enough to read. */
const TAG_LENGTH = 12;

/** Name of a function's container once its generation serves alone. */
export function settledName(prefix: string, fn: string, instance = 1): string {
  return instanceName(`${prefix}-${fn}`, instance);
}

/** Name under which a generation starts beside another one. Before addresses had a token, it was the address as well. */
export function generationName(prefix: string, fn: string, generation: number, instance = 1): string {
  return instanceName(`${settledName(prefix, fn)}.g${generation}`, instance);
}

/** The first instance has the plain name, which people type. */
function instanceName(name: string, instance: number): string {
  return instance === 1 ? name : `${name}.${instance}`;
}

/** Where one instance of a generation is reached, as its alias leads to any of them. */
export function instanceAddress(alias: string, instance: number): string {
  return `${instance}.${alias}`;
}

/** A generation's network alias, what its route leads to. The router's version header is read from it. */
export function generationAlias({ prefix, function: fn, generation, contentHash }: AliasParts, token: string): string {
  return `${generationName(prefix, fn, generation)}-${shortHash(contentHash)}.${token}`;
}

/** What an alias tells of its container. */
export interface AliasParts {
  readonly prefix: string;
  readonly function: string;
  readonly generation: number;
  readonly contentHash: string;
}

/** As much of a content hash as is shown: in aliases and in the version header. */
export function shortHash(contentHash: string): string {
  return contentHash.slice(0, 12);
}

/** Repository part of a function's images. */
export function imageName(prefix: string, fn: string): string {
  return settledName(prefix, fn);
}

/** The names that an image of this content and recipe carries: its own for ever, and `latest` while it is the newest. */
export function imageTags(prefix: string, fn: string, contentHash: string, recipeKey: string): readonly string[] {
  return [`${imageName(prefix, fn)}:${versionTag(contentHash, recipeKey)}`, `${imageName(prefix, fn)}:latest`];
}

/** How names of loaded images begin; no registry has such a host. */
const LOADED_PREFIX = 'smolfaas.local/loaded/';

/** The name that says: this image was loaded on purpose, and any project on this engine may use it (docs/decisions/0027). */
export function loadedName(fn: string, contentHash: string, recipeKey: string): string {
  return `${LOADED_PREFIX}${fn}:${versionTag(contentHash, recipeKey)}`;
}

/** Whether an image that has these names was loaded. */
export function isLoaded(tags: readonly string[]): boolean {
  return tags.some((tag) => tag.startsWith(LOADED_PREFIX));
}

function versionTag(contentHash: string, recipeKey: string): string {
  return createHash('sha256').update(contentHash).update(recipeKey).digest('hex').slice(0, TAG_LENGTH);
}

/** Name of the volume that keeps the router's certificates. */
export function routerVolume(caddyName: string): string {
  return `${caddyName}-data`;
}

/** Name of the volume that keeps what the builder container has built. */
export function builderVolume(buildkitName: string): string {
  return `${buildkitName}-state`;
}

/**
 * Names of everything that SmolFaaS creates in the engine.
 *
 * | object | name |
 * |---|---|
 * | a function's settled container | `<prefix>-<fn>` |
 * | a new generation, until the old one is removed; without an old one it starts settled | `<prefix>-<fn>.g<N>` |
 * | a further instance, from 2 on, of either | the same name followed by `.<instance>` |
 * | that generation's address on the network, permanent; its instances share it | `<prefix>-<fn>.g<N>-<first 12 of the content hash>.<token>` |
 * | the address of one instance | `<instance>.` followed by that address |
 * | its image | `<prefix>-<fn>:<first 12 of SHA-256(content hash + recipe key)>` and `:latest` |
 * | an image of a function that was loaded from a bundle, for any project | `smolfaas.local/loaded/<fn>:<the same hash>` |
 * | the router's volume | `<caddy name>-data` |
 * | the builder's volume | `<buildkit name>-state` |
 *
 * Invariants:
 *  1. A `.` cannot occur in a function's name, so no settled name is ever that of a generation.
 *  2. The address differs in every generation, so an answer never comes from a container that took
 *     over an old one's address. It cannot be guessed: another container on the network that took
 *     the address of the next generation in advance would receive its requests.
 *
 * Names only find objects; labels prove that SmolFaaS created them.
 */
import { createHash } from 'node:crypto';
import { FUNCTION_PORT } from './function-settings.js';

/**
 * Length of the hash in an image's tag: long enough to distinguish versions of one function, short
 * enough to read.
 */
const TAG_LENGTH = 12;

/** Name of a function's container once its generation serves alone. */
export function settledName(prefix: string, fn: string, instance = 1): string {
  return instanceName(`${prefix}-${fn}`, instance);
}

/**
 * Name under which a generation starts beside another one. A container without an alias label is
 * also reached by this name.
 */
export function generationName(prefix: string, fn: string, generation: number, instance = 1): string {
  return instanceName(`${settledName(prefix, fn)}.g${generation}`, instance);
}

/** The first instance has the plain name, which users type. */
function instanceName(name: string, instance: number): string {
  return instance === 1 ? name : `${name}.${instance}`;
}

/** The address of one instance; the alias leads to any of them. */
export function instanceAddress(alias: string, instance: number): string {
  return `${instance}.${alias}`;
}

/**
 * A generation's network alias, the target of its route. The router's version header is derived
 * from it.
 */
export function generationAlias({ prefix, function: fn, generation, contentHash }: AliasParts, token: string): string {
  return `${generationName(prefix, fn, generation)}-${shortHash(contentHash)}.${token}`;
}

/** The upstream of an alias or address: followed by its port unless that is 8000. */
export function upstreamOf(alias: string, port: string | number | undefined): string {
  return port === undefined || Number(port) === FUNCTION_PORT ? alias : `${alias}:${port}`;
}

/** What an alias contains. */
export interface AliasParts {
  readonly prefix: string;
  readonly function: string;
  readonly generation: number;
  readonly contentHash: string;
}

/** The part of a content hash that is shown: in aliases and in the version header. */
export function shortHash(contentHash: string): string {
  return contentHash.slice(0, 12);
}

/** Repository part of the names of a function's images. */
export function imageName(prefix: string, fn: string): string {
  return settledName(prefix, fn);
}

/**
 * The names of an image of this content and recipe: a permanent one, and `latest` while it is the
 * newest.
 */
export function imageTags(prefix: string, fn: string, contentHash: string, recipeKey: string): readonly string[] {
  return [`${imageName(prefix, fn)}:${versionTag(contentHash, recipeKey)}`, `${imageName(prefix, fn)}:latest`];
}

/** Prefix of the names of loaded images; no registry has such a host. */
const LOADED_PREFIX = 'smolfaas.local/loaded/';

/**
 * The name that marks an image as loaded on purpose: any project on this engine may use it
 * (docs/decisions/0027).
 */
export function loadedName(fn: string, contentHash: string, recipeKey: string): string {
  return `${LOADED_PREFIX}${fn}:${versionTag(contentHash, recipeKey)}`;
}

/** Whether an image with these names was loaded. */
export function isLoaded(tags: readonly string[]): boolean {
  return tags.some((tag) => tag.startsWith(LOADED_PREFIX));
}

function versionTag(contentHash: string, recipeKey: string): string {
  return createHash('sha256').update(contentHash).update(recipeKey).digest('hex').slice(0, TAG_LENGTH);
}

/** Name of the volume that stores the router's certificates. */
export function routerVolume(caddyName: string): string {
  return `${caddyName}-data`;
}

/** Name of the volume that stores what the builder container has built. */
export function builderVolume(buildkitName: string): string {
  return `${buildkitName}-state`;
}

/**
 * Stage 5, observe: the names that a project may have in the engine, the preferred ones first. Pure.
 *
 * | | network | router | builder | prefix |
 * |---|---|---|---|---|
 * | first | `smolfaas` | `smolfaas-router` | `smolfaas-buildkitd` | `smolfaas-func` |
 * | derived | `smolfaas-<slug>` | `smolfaas-<slug>-router` | `smolfaas-<slug>-buildkitd` | `sf-<slug>` |
 *
 * The slug is the project's name; without one, the start of the name of the directory above the
 * functions directory and a hash of the path: `shop-3f2a`. Further slugs begin with a hash.
 *
 * Invariants:
 *  1. A slug has at most 13 characters. Then a prefix has at most 16, and a function's name may have
 *     40 in every project (source/discover/function-name.ts).
 *  2. No function of a project has the name of its router or builder, whatever it is called: prefixes
 *     begin otherwise.
 */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { NamesAndPorts } from '../contract/settings.js';

/** Names of a project's objects. */
export type Names = Pick<NamesAndPorts, 'network' | 'caddyName' | 'buildkitName' | 'imagePrefix'>;

/** What names are derived from. */
export interface NamedProject {
  /** The name that the user gave it. */
  readonly name?: string | undefined;
  readonly functionsDir: string;
}

/** The names of the first project on an engine (spec: "Commands of the base contract"). */
export const DEFAULT_NAMES: Names = {
  network: 'smolfaas',
  caddyName: 'smolfaas-router',
  buildkitName: 'smolfaas-buildkitd',
  imagePrefix: 'smolfaas-func',
};

const SLUG_MAX = 13;
const HASH_LENGTH = 4;
const STEM_MAX = SLUG_MAX - HASH_LENGTH - 1;
/** `smolfaas-func-router` may be a function of the first project. */
const RESERVED = 'func';
/** More than any engine has projects with equal hashes. */
const MOST = 50;

/** The names that belong to a slug. */
export function derivedNames(slug: string): Names {
  const network = `${DEFAULT_NAMES.network}-${slug}`;
  return { network, caddyName: `${network}-router`, buildkitName: `${network}-buildkitd`, imagePrefix: `sf-${slug}` };
}

/** All candidates for this project, in the order in which they are tried. */
export function candidateNames(project: NamedProject): readonly Names[] {
  return [DEFAULT_NAMES, ...slugs(project).map(derivedNames)];
}

function slugs({ name, functionsDir }: NamedProject): readonly string[] {
  const stem = shortened(name ?? basename(dirname(functionsDir)));
  const isUsable = name !== undefined && name.length <= SLUG_MAX && name !== RESERVED;
  const first = isUsable ? name : `${stem}-${hash(name ?? functionsDir)}`;
  // A hash in front: no other prefix is the beginning of this one.
  return [first, ...Array.from({ length: MOST }, (_, n) => `${hash(`${functionsDir}#${n}`)}-${stem}`)];
}

function shortened(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = plain.replaceAll(/[^a-z0-9]+/g, '-').replace(/^-/, '');
  return words.slice(0, STEM_MAX).replace(/-$/, '') || 'project';
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
}

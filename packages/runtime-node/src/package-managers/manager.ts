/**
 * What the install steps need to know of a package manager: plain data and the few commands that differ.
 *
 * One file beside this one describes each manager; choose.ts picks one of them; ../install.ts turns it into steps and knows none by
 * name. All of it is the same on every host: an environment that depended on the host would give every host cache keys of its own.
 *
 * A manager reads registry settings and tokens from `.npmrc`, which only ever is a secret. Surprising: npm is told its place;
 * the others find it in the home directory, because what they are told by environment differs from version to version.
 */
import type { SecretSource, SourceTree } from '@smolfaas/core';
import { type Mount, secretMount } from '@smolfaas/llb';

/** `production`: what the image gets. `everything`: what the `build` script needs. */
export type What = 'production' | 'everything';

/** Why a function cannot be installed, in words. */
export interface Unusable {
  readonly message: string;
  readonly hint: string;
}

/** One package manager. */
export interface PackageManager {
  readonly id: 'npm' | 'yarn-classic' | 'yarn-berry' | 'pnpm';
  /** Its command, and its name in package.json's `packageManager`. */
  readonly program: 'npm' | 'yarn' | 'pnpm';
  /** Its lock files; the first one wins. */
  readonly locks: readonly string[];
  /** Files, and directories of files, that decide what is installed beside package.json and the lock. */
  readonly manifests: readonly string[];
  /** Fields of package.json that it needs, and that say nothing about what other managers install. */
  readonly keeps: readonly string[];
  /** What its own local state is called: no source, so not sent. */
  readonly litter: readonly string[];
  /** The npm package it is fetched from, and the version where package.json names none. Left out: the build base has it. */
  readonly fetched?: { readonly name: string; readonly version: string };
  /** It runs scripts only where a lock file is; npm runs them elsewhere. */
  readonly scriptsNeedLock?: true;
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  /** Its own settings in the function, which may hold credentials: served as the secret of the same name, and part of no layer. */
  readonly settings?: '.yarnrc.yml';
  /** Further secrets that its mounts need. */
  readonly secrets?: Readonly<Record<string, SecretSource>>;
  /** What this manager could do and SmolFaaS cannot. */
  refusal?(tree: SourceTree): Unusable | undefined;
  /** Argument lists of the commands that install, to be run one after another. Without a lock nothing may be written back. */
  install(what: What, locked: boolean): readonly (readonly string[])[];
  /** Argument list of the command that takes development dependencies out again. */
  prune(locked: boolean): readonly string[];
}

/** Certificates of the host, for every manager. */
export const CA = '/run/smolfaas/ca.pem';
export const CA_MOUNT: Mount = secretMount(CA, 'ca', { mode: 0o444 });
/** The registry settings, where managers other than npm look for them. */
export const HOME_NPMRC: Mount = secretMount('/root/.npmrc', 'npmrc', { mode: 0o444 });

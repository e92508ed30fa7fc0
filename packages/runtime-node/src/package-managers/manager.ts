/**
 * What the install steps need to know about a package manager: plain data and the few commands that
 * differ.
 *
 * One file beside this one describes each manager. choose.ts picks one of them; ../install.ts turns
 * it into steps and knows none by name. All of it is the same on every host: an environment that
 * depended on the host would give every host different cache keys.
 *
 * A manager reads registry settings and tokens from `.npmrc`, which is only ever a secret.
 * Gotcha: npm receives its path in an environment variable. The others find it in the home
 * directory, because their environment variables differ from version to version.
 */
import type { SecretSource, SourceTree } from '@smolfaas/core';
import { type Mount, secretMount } from '@smolfaas/llb';
import type { Problem } from '@smolfaas/runtime-kit';

/** `production`: the dependencies of the image. `everything`: also those of the `build` script. */
export type What = 'production' | 'everything';

/** One package manager. */
export interface PackageManager {
  readonly id: 'npm' | 'yarn-classic' | 'yarn-berry' | 'pnpm';
  /** Its command, and its name in package.json's `packageManager`. */
  readonly program: 'npm' | 'yarn' | 'pnpm';
  /** Its lock files; the first existing one is used. */
  readonly locks: readonly string[];
  /**
   * Files, and directories of files, that determine what is installed, besides package.json and the
   * lock file.
   */
  readonly manifests: readonly string[];
  /** Fields of package.json that it needs, but that do not affect what other managers install. */
  readonly keeps: readonly string[];
  /** Names of its own local state: not source, so not sent. */
  readonly litter: readonly string[];
  /** The npm package that it is fetched from, where the build base does not have it. */
  readonly fetched: string;
  /** It runs scripts only in a directory with a lock file; in others npm runs them. */
  readonly scriptsNeedLock?: true;
  readonly env: Readonly<Record<string, string>>;
  /** @param app the function's directory in the build */
  readonly mounts: (app: string) => readonly Mount[];
  /**
   * Its own settings file in the function, which may hold credentials: served as the secret of the
   * same name, and in no layer.
   */
  readonly settings?: '.yarnrc.yml';
  /** Further secrets that its mounts need. */
  readonly secrets?: Readonly<Record<string, SecretSource>>;
  /** Why SmolFaaS does not support this function, although the manager itself does. */
  refusal?(tree: SourceTree): Problem | undefined;
  /**
   * Argument lists of the install commands, run one after another. Without a lock file they must
   * not write one back.
   */
  install(what: What, locked: boolean): readonly (readonly string[])[];
}

/** Certificates of the host, for every manager. */
export const CA = '/run/smolfaas/ca.pem';
export const CA_MOUNT: Mount = secretMount(CA, 'ca', { mode: 0o444 });
/** The registry settings, where managers other than npm look for them. */
export const HOME_NPMRC: Mount = secretMount('/root/.npmrc', 'npmrc', { mode: 0o444 });

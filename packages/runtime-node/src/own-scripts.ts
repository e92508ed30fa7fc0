/**
 * Which scripts of the function itself run after its dependencies are installed, besides `build`:
 * those that the package manager runs in a project's own directory after an install.
 *
 * Sources: "Life Cycle Operation Order, npm install" of npm; `yarn install` of yarn 1; "Lifecycle
 * scripts" of yarn 2 and later, which runs `prepare` only before it packs.
 */
import type { PackageManager } from './package-managers/manager.js';

/** The scripts, in order, and remarks about those that do not run. */
export interface OwnScripts {
  readonly scripts: readonly string[];
  readonly notes: readonly string[];
}

const INSTALL = ['preinstall', 'install', 'postinstall'];

/** Tools that only set up Git hooks. They fail or do nothing in a build: `.git` is never sent. */
const GIT_HOOKS =
  /^(?:(?:npx|npm exec|pnpm exec|yarn)\s+)?(?:husky(?:\s|$)|husky-run|lefthook\s+install|simple-git-hooks|is-ci(?:\s|$)|git\s|pre-commit\s+install|skip-ci|true$|exit 0$)/;

export function ownScripts(scripts: Readonly<Record<string, string>>, manager: PackageManager): OwnScripts {
  const before = INSTALL.filter((name) => scripts[name] !== undefined);
  const { prepare } = scripts;
  if (prepare === undefined) return { scripts: before, notes: [] };
  if (manager.id === 'yarn-berry') return { scripts: before, notes: [] };
  if (isOnlyHooks(prepare))
    return { scripts: before, notes: [`"prepare" (${prepare}) does not run: it sets up Git hooks`] };
  if (isBuild(prepare) && scripts['build'] !== undefined) return { scripts: before, notes: [] };
  return { scripts: [...before, 'prepare'], notes: [] };
}

const isOnlyHooks = (script: string): boolean =>
  script.split(/&&|\|\||;/).every((command) => command.trim() === '' || GIT_HOOKS.test(command.trim()));

/** `build` runs by itself, right after. */
const isBuild = (script: string): boolean => /^(?:(?:npm|pnpm|yarn)\s+run|yarn|pnpm)\s+build$/.test(script.trim());

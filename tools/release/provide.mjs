/**
 * The tools that look at packages as others will see them: publint, attw and typedoc. They form a project of their own beside the
 * workspace, with its own lock file, for two reasons: typedoc and attw bring TypeScript compilers older than the workspace's, and
 * a user who only runs SmolFaaS should not wait for 80 MB of them. So they are installed when a check first wants them, in `.tools/release`,
 * where no other check takes them for files of the project.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { run } from '../process/command.mjs';

/** Where they are installed. */
export const RELEASE_TOOLS = fileURLToPath(new URL('../../.tools/release', import.meta.url));

/** Installs them; quick when that was done before. Throws CommandFailed. */
export async function provideReleaseTools() {
  mkdirSync(RELEASE_TOOLS, { recursive: true });
  for (const name of ['package.json', 'pnpm-lock.yaml']) {
    copyFileSync(new URL(name, import.meta.url), join(RELEASE_TOOLS, name));
  }
  const flags = ['--ignore-workspace', '--frozen-lockfile', '--prefer-offline', '--ignore-scripts'];
  await run('pnpm', ['install', ...flags], { cwd: RELEASE_TOOLS });
}

/** A module of theirs; they are not in reach of a plain import from here. `path` begins with the package's name. */
export function importReleaseTool(path) {
  return import(pathToFileURL(join(RELEASE_TOOLS, 'node_modules', path)).href);
}

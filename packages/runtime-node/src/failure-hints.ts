/**
 * Hints for failures of install steps, and of functions that do not start, whose output says what is
 * wrong but not what to do. Shown below that output.
 *
 * New hints are appended, as core's former-digests.ts wants it. The patterns are the tools' own
 * words, as short as is safe. If a tool changes its wording, only the hint is lost.
 */
import type { FailureHint } from '@smolfaas/core';

const COMPILER =
  'a dependency is compiled here, for which the build base has no tools: set SMOLFAAS_BASE_NODE_BUILD to a full image, such as node:24';
const TOKEN =
  'give the registry a token: in ~/.npmrc, or as ${NPM_TOKEN} in .npmrc of the function, with the variable set';
const RENEW = 'renew the lock file with';

export const FAILURE_HINTS: readonly FailureHint[] = [
  { output: 'find Python', hint: COMPILER },
  { output: 'not found: make', hint: COMPILER },
  { output: 'g++: No such file', hint: COMPILER },
  { output: 'g++: not found', hint: COMPILER },
  // `npm ci` ends with this when the files do not match: its usage text, at the end of a page of
  // options.
  { output: 'aliases: clean-install', hint: `${RENEW} \`npm install --package-lock-only\`` },
  { output: 'Your lockfile needs to be updated', hint: `${RENEW} \`yarn install\`` },
  { output: 'The lockfile would have been modified by this install', hint: `${RENEW} \`yarn install\`` },
  { output: 'ERR_PNPM_OUTDATED_LOCKFILE', hint: `${RENEW} \`pnpm install --lockfile-only\`` },
  {
    output: 'ERR_PNPM_IGNORED_BUILDS',
    hint: 'allow or forbid the install scripts that it names, under allowBuilds in pnpm-workspace.yaml: `pnpm approve-builds`',
  },
  { output: 'npm error code E401', hint: TOKEN },
  { output: 'npm error code ENEEDAUTH', hint: TOKEN },
  { output: 'ERR_PNPM_FETCH_401', hint: TOKEN },
  {
    output: 'packageManager: ',
    hint: 'write the hash that `corepack use` writes, or the version alone',
  },
];

/** Known failures of the function itself. */
export const OUTPUT_HINTS: readonly FailureHint[] = [
  {
    output: 'EROFS',
    hint: 'the files of a function cannot change while it runs; only /tmp can be written. Write there, or in the build script',
  },
  ...['Cannot find module', 'Cannot find package', 'ERR_MODULE_NOT_FOUND'].map((output) => ({
    output,
    hint: 'a package that the function needs belongs to "dependencies"; files that are compiled need a "build" script that writes them',
  })),
  ...['failed: No such file or directory', ': not found'].map((output) => ({
    output,
    hint: 'the command of "start" must be that of a dependency: npm install PACKAGE',
  })),
];

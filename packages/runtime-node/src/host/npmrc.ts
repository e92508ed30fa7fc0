/**
 * npm's settings, which pnpm and yarn 1 read too: the user's `.npmrc`, and the variables that set
 * where packages are fetched from.
 *
 * npm accepts any setting from the environment. Only registries and logins are taken, because all
 * others (prefix, cache, …) are about this machine. Names are npm's: `npm_config_registry` in either
 * case. A name that begins with `//` or `@` is kept as it is.
 */
import type { HostGiven } from '@smolfaas/core';

const VARIABLE = /^npm_config_(registry|@[^:]+:registry|\/\/.+)$/i;

/** The text of an `.npmrc`; undefined when the user has no settings. */
export function npmrc({ files, variables }: HostGiven): Uint8Array | undefined {
  const written = files['npmrc']?.content;
  const lines = Object.entries(variables).flatMap(([name, value]) => {
    const key = VARIABLE.exec(name)?.[1];
    if (key === undefined) return [];
    return [`${/^registry$/i.test(key) ? 'registry' : key}=${value}\n`];
  });
  if (lines.length === 0) return written;
  return Buffer.concat([written ?? Buffer.of(), Buffer.from(`\n${lines.sort().join('')}`)]);
}

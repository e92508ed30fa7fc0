/**
 * npm's settings, which pnpm and yarn 1 read too: the user's `.npmrc`, and the variables that set
 * where packages are fetched from.
 *
 * npm accepts any setting from the environment. SmolFaaS takes only registries and logins, because
 * all others (prefix, cache, …) are about this machine. Names are npm's: `npm_config_registry` in
 * either case. A name that begins with `//` or `@` is kept as it is.
 */
import { join } from 'node:path';
import type { Environment } from '../../process/environment.js';
import { readIfThere } from '../read-if-there.js';

const VARIABLE = /^npm_config_(registry|@[^:]+:registry|\/\/.+)$/i;

/** The text of an `.npmrc`; undefined when the user has no settings. @throws bad-flag */
export function npmSettings({ env, home }: Environment): Uint8Array | undefined {
  const path = env['npm_config_userconfig'] || env['NPM_CONFIG_USERCONFIG'] || join(home, '.npmrc');
  const written = readIfThere(path, 'npm_config_userconfig');
  const lines = Object.entries(env).flatMap(([name, value]) => {
    const key = VARIABLE.exec(name)?.[1];
    if (key === undefined || !value) return [];
    return [`${/^registry$/i.test(key) ? 'registry' : key}=${value}\n`];
  });
  if (lines.length === 0) return written;
  return Buffer.concat([written ?? Buffer.of(), Buffer.from(`\n${lines.sort().join('')}`)]);
}

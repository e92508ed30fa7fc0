/**
 * Is there a build, and is it of these sources? Some tests run what was built: in another process, or across packages,
 * whose doors lead into `dist`.
 *
 * Without any build such tests fail in ways that do not say why; so that ends the run at once. An older build is only
 * reported: a developer may run the tests of one file before anything is built.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The CLI's bundle, which is made of the builds of all packages. */
const BUNDLE = 'cli/dist/bundle-parts.json';

/**
 * Of the TypeScript packages below `packages`: those without a build, and those with sources newer than theirs. The bundle
 * counts as one more, whose sources are the packages' builds.
 */
export function buildState(packages) {
  const missing = [];
  const older = [];
  let newest = 0;
  for (const name of readdirSync(packages)) {
    const [config, built] = ['tsconfig.json', 'dist/.tsbuildinfo'].map((path) => join(packages, name, path));
    if (!existsSync(config)) continue;
    if (!existsSync(built)) missing.push(name);
    else {
      const { mtimeMs } = statSync(built);
      if (newestIn(join(packages, name, 'src')) > mtimeMs) older.push(name);
      newest = Math.max(newest, mtimeMs);
    }
  }
  const bundle = join(packages, BUNDLE);
  if (!existsSync(bundle)) missing.push('the bundle');
  else if (newest > statSync(bundle).mtimeMs) older.push('the bundle');
  return { missing, older };
}

function newestIn(folder) {
  const times = readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !/\.test\.(fixture\.)?ts$/.test(name))
    .map((name) => statSync(join(folder, name)).mtimeMs);
  return Math.max(0, ...times);
}

/** Throws when a package has no build. Otherwise a sentence for people when a build is older than its sources, or undefined. */
export function judgeBuild({ missing, older }) {
  if (missing.length > 0) {
    const error = new Error(`there is no build of ${missing.join(', ')}: run \`pnpm build\` first`);
    error.stack = `${error.name}: ${error.message}`; // where it was noticed is of no interest
    throw error;
  }
  if (older.length === 0) return undefined;
  return `the build of ${older.join(', ')} is older than the sources; tests that run what was built need \`pnpm build\``;
}

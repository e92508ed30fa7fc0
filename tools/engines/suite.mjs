/**
 * Which files of the end-to-end suite a run takes on an engine: all of them, those that were named, or those that a row still lacks.
 *
 * The suite is every test file below `e2e` but those in `e2e/engines`, which start engines themselves.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Paths of all of them from the root of the repository, sorted. */
export function suiteFiles() {
  return readdirSync(`${ROOT}e2e`, { recursive: true })
    .map((name) => `e2e/${String(name)}`)
    .filter((path) => path.endsWith('.test.ts') && !path.startsWith('e2e/engines/'))
    .sort();
}

/**
 * Those to run of `all`: the `named` ones, or all if none is named; with `missing` only what the row has no sound result of, be it that
 * the file never ran there or that something failed. `row` is undefined when nothing of it ever ran. Pure.
 *
 * @param {readonly string[]} all
 * @param {{ named?: readonly string[], missing?: boolean }} choice
 * @param {{ files: Record<string, { failed: readonly string[], outlived: readonly string[] }> } | undefined} row
 */
export function chooseFiles(all, { named = [], missing = false }, row) {
  return all.filter((path) => (named.length === 0 || named.includes(path)) && !(missing && isSound(row?.files[path])));
}

/**
 * Files whose tests all say themselves which builder they use, one or both: they do the same in every row of an engine, so they run in one, and their
 * outcome counts in the other as well.
 */
export const CHOOSE_BUILDERS = [
  'e2e/builders/address.test.ts',
  'e2e/builders/both.test.ts',
  'e2e/builders/tmpfs.test.ts',
  'e2e/dockerfiles.test.ts',
  'e2e/fidelity/reproducible.test.ts',
  'e2e/images/container.test.ts',
  'e2e/networks/company.test.ts',
  'e2e/prune/container.test.ts',
  'e2e/registries/container.test.ts',
  'e2e/registries/engine.test.ts',
];

/** What came of a file in another row of the same engine, if it would do the same here and was sound there; else undefined. Pure. */
export function sharedOutcome(file, other) {
  const outcome = CHOOSE_BUILDERS.includes(file) ? other?.files[file] : undefined;
  return isSound(outcome) ? outcome : undefined;
}

const isSound = (outcome) => outcome !== undefined && outcome.failed.length === 0 && outcome.outlived.length === 0;

/** The commit that is tried, by its short name; `+` after it says that files were changed since, those that a run writes aside. */
export function commitUnderTest() {
  const git = (...args) => execFileSync('git', ['-C', ROOT, ...args], { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', '.', ':!e2e/engines/results.json', ':!docs/engines.md');
  return git('rev-parse', '--short=10', 'HEAD') + (changed === '' ? '' : '+');
}

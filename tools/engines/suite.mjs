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
  const sound = (path) => {
    const known = row?.files[path];
    return known !== undefined && known.failed.length === 0 && known.outlived.length === 0;
  };
  return all.filter((path) => (named.length === 0 || named.includes(path)) && !(missing && sound(path)));
}

/** The commit that is tried, by its short name; `+` after it says that files were changed since, those that a run writes aside. */
export function commitUnderTest() {
  const git = (...args) => execFileSync('git', ['-C', ROOT, ...args], { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', '.', ':!e2e/engines/results.json', ':!docs/engines.md');
  return git('rev-parse', '--short=10', 'HEAD') + (changed === '' ? '' : '+');
}

/**
 * Where the time of a test run went: a table for its end.
 */

/** So many files are listed by name; the rest is summed up. */
const SLOWEST = 15;

/** Lines of a table: the slowest test files of all parts, with seconds, and what the others took together. Pure. */
export function timingTable(results) {
  const files = results.flatMap(({ times = [] }) => times).toSorted((a, b) => b.ms - a.ms);
  if (files.length === 0) return [];
  const [slowest, others] = [files.slice(0, SLOWEST), files.slice(SLOWEST)];
  const rest = others.reduce((sum, { ms }) => sum + ms, 0);
  const rows = slowest.map(({ file, ms }) => row(ms, file));
  return ['Slowest test files:', ...rows, ...(others.length > 0 ? [row(rest, `${others.length} other files`)] : [])];
}

const row = (ms, what) => `${(ms / 1000).toFixed(1).padStart(8)} s  ${what}`;

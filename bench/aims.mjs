/**
 * The figures to reach, and whether a row of the results reached its own. Pure.
 *
 * A row is one comparison: `{ id, what, unit, ours: summary, peer?: summary }`; a summary is `{ name, median, min, max, n }`. An aim
 * is over the ratio of the medians, ours by theirs, or over our median alone, in the unit of the row.
 */
const AIMS = {
  'start-up/version': { of: 'ratio', most: 2 },
  'source/unchanged': { of: 'ratio', most: 4 },
  'solve/program/1': { of: 'ratio', most: 0.15 },
  'solve/inside/1': { of: 'ratio', most: 0.15 },
  'builder/container/unchanged': { of: 'ours', most: 500 },
  'builder/container/first': { of: 'ours', most: 2500 },
  'up/first/20': { of: 'ratio', most: 0.8 },
  'up/unchanged/20': { of: 'ratio', most: 0.15 },
  'up/unchanged/100': { of: 'ratio', most: 0.1 },
  'up/unchanged/each': { of: 'ours', most: 5 },
  'up/changed/20': { of: 'ratio', most: 0.3 },
  'up/memory/100': { of: 'ours', most: 150 },
  'router/throughput': { of: 'ratio', least: 0.95 },
  'replace/requests': { of: 'failed', most: 0 },
  'daily/ps/100': { of: 'ours', most: 400 },
  'daily/invoke': { of: 'ratio', most: 1.3 },
};

/**
 * The row with its `ratio` (none where a difference came out below zero, which is noise) and, where something is aimed at, `aim` with `reached`
 * (left out when its peer was not measured).
 */
export function judged(row) {
  const comparable = row.peer !== undefined && row.ours.median > 0 && row.peer.median > 0;
  const ratio = comparable ? row.ours.median / row.peer.median : undefined;
  const aim = AIMS[row.id];
  const told = { ...row, ...(ratio !== undefined && { ratio: Number(ratio.toPrecision(3)) }) };
  if (aim === undefined) return told;
  const value = { ratio, ours: row.ours?.median, failed: row.failed + row.stale }[aim.of];
  const reached =
    value === undefined ? undefined : value <= (aim.most ?? Infinity) && value >= (aim.least ?? -Infinity);
  return { ...told, aim: { ...aim, ...(reached !== undefined && { reached }) } };
}

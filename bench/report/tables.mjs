/**
 * The results as tables: all comparisons with their ratios, how `up` and `down` grow with the project, and what requests met while
 * their function was replaced. The terminal and docs/figures.md show the same. Pure.
 */
import { markdown } from './markdown.mjs';
import { aim, range, ratio, value } from './units.mjs';

/** Markdown; only the tables that have rows. */
export function tables(rows) {
  const comparisons = rows.filter((row) => row.ours !== undefined && !isGrowth(row));
  const requests = rows.filter((row) => row.requests !== undefined);
  const made = [
    comparisons.length > 0 && markdown(comparisonTable(comparisons)),
    rows.some(isGrowth) && markdown(growthTable(rows)),
    requests.length > 0 && markdown(requestTable(requests)),
  ];
  return made.filter(Boolean).join('\n\n');
}

const isGrowth = ({ id }) => id.endsWith('/each');

function comparisonTable(rows) {
  const head = ['what', 'smolfaas', 'min – max', 'beside', 'median', 'min – max', 'ratio', 'aim', 'runs'];
  return [head, ...rows.map(comparison)];
}

function comparison(row) {
  const { what, unit, ours, peer } = row;
  const theirs = peer ? [peer.name, value(peer.median, unit), range(peer, unit)] : ['not measured', '', ''];
  return [what, value(ours.median, unit), range(ours, unit), ...theirs, ratio(row.ratio), aim(row), String(ours.n)];
}

/** One line for each measure and contestant: the medians of all sizes, and what each further function adds. */
function growthTable(rows) {
  const each = rows.filter(isGrowth);
  const sizes = rows.filter(({ id }) => /^up\/first\/\d+$/.test(id)).map(({ id }) => id.split('/')[2]);
  const head = ['what', 'who', ...sizes.map((size) => `${size} fn`), 'each further (20 to 100)', 'min – max', 'aim'];
  const lines = each.flatMap((row) =>
    ['ours', 'peer'].flatMap((side) => {
      if (row[side] === undefined) return [];
      const measure = row.id.split('/')[1];
      const medians = sizes.map((size) => rows.find(({ id }) => id === `up/${measure}/${size}`)[side].median);
      return [
        [
          row.what.replace(/, each further.*/, ''),
          row[side].name,
          ...medians.map((median) => value(median, row.unit)),
          value(row[side].median, row.unit),
          range(row[side], row.unit),
          side === 'ours' ? aim(row) : '',
        ],
      ];
    }),
  );
  return [head, ...lines];
}

function requestTable(rows) {
  const head = ['what', 'requests', 'failed', 'stale', 'p50', 'p99', 'p99 at the switch', 'slowest', 'aim'];
  const ms = (amount) => value(amount, 'ms');
  const cells = rows.map((row) => [
    row.what,
    String(row.requests),
    String(row.failed),
    String(row.stale),
    ms(row.latency.p50),
    ms(row.latency.p99),
    ms(row.latencyAroundSwitch.p99),
    ms(row.latency.max),
    aim(row),
  ]);
  return [head, ...cells];
}

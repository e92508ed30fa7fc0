/**
 * The README's table: three comparisons with Docker Compose, between two marks that no reader sees. docs/figures.md has the others. Pure.
 *
 *   results -> excerpt -> splice(README) -> README
 *
 * Invariant: the README is never edited between the marks, so `splice` of the present results gives the README as it is;
 * tools/figures.mjs checks that.
 */
import { markdown } from './markdown.mjs';
import { range, ratio, value } from './units.mjs';
import { where } from './where.mjs';

const MARKS = { begin: '<!-- figures: written by `npm run bench`, do not edit -->', end: '<!-- end of figures -->' };

/** What users do all day, at a usual size. */
const ROWS = ['up/first/20', 'up/unchanged/20', 'up/changed/20'];

/** What stands between the marks. */
export function excerpt(results) {
  const head = ['what', 'smolfaas', 'beside', 'ratio', 'runs'];
  const rows = ROWS.flatMap((id) => results.rows.filter((row) => row.id === id));
  return `${markdown([head, ...rows.map(cells)])}\n\n${where(results)} Median (lowest – highest) of runs that took turns.`;
}

function cells({ what, unit, ours, peer, ratio: quotient }) {
  const told = (one) => `${value(one.median, unit)} (${range(one, unit)})`;
  return [what, told(ours), peer ? `${peer.name} ${told(peer)}` : 'not measured', ratio(quotient), String(ours.n)];
}

/** The document with `text` between the marks. @throws when it has not exactly one pair of them, in order */
export function splice(document, text, { begin, end } = MARKS) {
  const [before, rest, ...more] = document.split(begin);
  const [, after, ...evenMore] = (rest ?? '').split(end);
  if (after === undefined || more.length + evenMore.length > 0 || before.includes(end)) {
    throw new Error(`there must be one "${begin}" and one "${end}" after it`);
  }
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

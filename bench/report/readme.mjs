/**
 * The README's table: every figure that something was aimed at, between two marks that no reader sees. Pure.
 *
 *   results -> excerpt -> splice(README) -> README
 *
 * What must stay true: the README is never edited between the marks, so `splice` of the present results gives the README as it
 * is; tools/figures.mjs checks that.
 */
import { AIMED_AT } from '../aims.mjs';
import { markdown } from './markdown.mjs';
import { aim, range, ratio, value } from './units.mjs';
import { where } from './where.mjs';

const MARKS = { begin: '<!-- figures: written by `npm run bench`, do not edit -->', end: '<!-- end of figures -->' };

/** What stands between the marks. */
export function excerpt(results) {
  const head = ['what', 'smolfaas', 'beside', 'ratio', 'aim', 'runs'];
  const rows = AIMED_AT.flatMap((id) => results.rows.filter((row) => row.id === id));
  return `${markdown([head, ...rows.map(cells)])}\n\n${where(results)} Median (lowest – highest) of runs that took turns.`;
}

function cells(row) {
  if (row.requests !== undefined) return [row.what, `${row.failed} of ${row.requests} failed`, '', '', aim(row), '1'];
  const { what, unit, ours, peer } = row;
  const told = (one) => `${value(one.median, unit)} (${range(one, unit)})`;
  return [
    what,
    told(ours),
    peer ? `${peer.name} ${told(peer)}` : 'not measured',
    ratio(row.ratio),
    aim(row),
    String(ours.n),
  ];
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

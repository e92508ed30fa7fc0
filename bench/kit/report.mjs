/**
 * The results as text: one table of times with their ratios, and one of what requests met. The terminal and docs/figures.md show the
 * same.
 */

/** Markdown, aligned so that it reads well as plain text, too. */
export function tables(rows) {
  const times = rows.filter((row) => row.ours !== undefined);
  const requests = rows.filter((row) => row.requests !== undefined);
  return [
    ...(times.length === 0 ? [] : [markdown(timeTable(times))]),
    ...(requests.length === 0 ? [] : [markdown(requestTable(requests))]),
  ].join('\n\n');
}

/** Ours by theirs, of the medians; undefined without a peer. */
export function ratioOf({ ours, peer }) {
  return peer === undefined ? undefined : Math.round((ours.median / peer.median) * 100) / 100;
}

function timeTable(rows) {
  const head = ['what', 'smolfaas', 'min–max', 'beside', 'median', 'min–max', 'ratio', 'aim', 'runs'];
  return [head, ...rows.map((row) => timeCells(row))];
}

function timeCells(row) {
  const { what, ours, peer, aim } = row;
  const ratio = ratioOf(row);
  const theirs = peer ? [peer.name, ms(peer.median), range(peer)] : ['not measured', '', ''];
  const met = aim === undefined ? '' : `≤ ${aim.ratio}${ratio === undefined ? '' : ratio <= aim.ratio ? ' ✓' : ' ✗'}`;
  return [what, ms(ours.median), range(ours), ...theirs, ratio === undefined ? '' : `${ratio} ×`, met, String(ours.n)];
}

function requestTable(rows) {
  const head = ['what', 'requests', 'failed', 'stale', 'p50', 'p99', 'p99 at the switch', 'slowest', 'aim'];
  const cells = rows.map(({ what, requests, failed, stale, latency, latencyAroundSwitch, aim }) => [
    what,
    String(requests),
    String(failed),
    String(stale),
    ms(latency.p50),
    ms(latency.p99),
    ms(latencyAroundSwitch.p99),
    ms(latency.max),
    `${aim.failed} failed${failed + stale <= aim.failed ? ' ✓' : ' ✗'}`,
  ]);
  return [head, ...cells];
}

const ms = (value) => (value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value < 10 ? 1 : 0)} ms`);
const range = ({ min, max }) => `${ms(min)} – ${ms(max)}`;

function markdown([head, ...rows]) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column].length), 3));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/**
 * Numbers as people read them: a value with its unit, a range, a ratio, an aim. Pure.
 */

/** Three digits or so: `4.5 ms`, `64 ms`, `1.84 s`, `112 MB`, `6120 requests/s`. */
export function value(amount, unit) {
  if (unit === 'ms' && Math.abs(amount) >= 1000) return `${(amount / 1000).toFixed(2)} s`;
  const digits = Math.abs(amount) < 1 ? 2 : Math.abs(amount) < 10 ? 1 : 0;
  return `${amount.toFixed(digits)} ${unit === 'requests/s' ? 'req/s' : unit}`;
}

export const range = ({ min, max }, unit) => `${value(min, unit)} – ${value(max, unit)}`;

export const ratio = (amount) => (amount === undefined ? '' : `${amount.toFixed(amount < 10 ? 2 : 1)} ×`);

/** `≤ 0.15 × ✓`; empty without an aim, without a mark where the peer was not measured. */
export function aim({ aim: wanted, unit }) {
  if (wanted === undefined) return '';
  const bound = wanted.most === undefined ? `≥ ${wanted.least}` : `≤ ${wanted.most}`;
  const of = { ratio: ' ×', ours: ` ${unit}`, failed: ' failed' }[wanted.of];
  return `${bound}${of}${wanted.reached === undefined ? '' : wanted.reached ? ' ✓ reached' : ' ✗ missed'}`;
}

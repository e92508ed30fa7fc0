/**
 * From the samples of all sizes to rows: one for each size and measure, and one for what each further function adds. Pure.
 */
import { slope, summary } from '../../kit/stats.mjs';

const MEASURES = {
  first: { what: 'first up', unit: 'ms' },
  unchanged: { what: 'up, nothing changed', unit: 'ms' },
  changed: { what: 'up, one source changed', unit: 'ms' },
  dependency: { what: 'up, one dependency changed', unit: 'ms' },
  down: { what: 'down', unit: 'ms' },
  memory: { what: 'peak memory, first up', unit: 'MB' },
};
/** Between these two sizes growth is measured: with fewer functions it would drown in what a run costs anyway. */
const FROM = 20;
const TO = 100;

/** `bySize`: size -> measure -> samples of SmolFaaS, and of the peer if there is one. */
export function rowsOf(bySize, peers) {
  const summaries = [...bySize].map(([size, measures]) => [size, mapValues(measures, (both) => both.map(summary))]);
  const sized = summaries.flatMap(([size, measures]) =>
    Object.entries(MEASURES).map(([measure, { what, unit }]) => ({
      id: `up/${measure}/${size}`,
      what: `${what}, ${size} function${size === 1 ? '' : 's'}`,
      unit,
      ...contest(measures[measure], peers),
    })),
  );
  return [...sized, ...growth(new Map(summaries), peers)];
}

function growth(bySize, peers) {
  const [small, large] = [bySize.get(FROM), bySize.get(TO)];
  if (small === undefined || large === undefined) return [];
  return Object.entries(MEASURES).map(([measure, { what, unit }]) => {
    const slopes = small[measure].map((one, at) =>
      slope({ count: FROM, ...one }, { count: TO, ...large[measure][at] }),
    );
    const id = `up/${measure}/each`;
    return { id, what: `${what}, each further function (${FROM} to ${TO})`, unit, ...contest(slopes, peers) };
  });
}

function contest([ours, theirs], peers) {
  return {
    ours: { name: 'smolfaas', ...ours },
    ...(peers && { peer: { name: 'docker compose', ...theirs } }),
  };
}

const mapValues = (record, make) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, make(value)]));

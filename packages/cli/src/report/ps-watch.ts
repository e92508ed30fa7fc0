/**
 * One sample of `ps --watch` as lines: the table of `ps` with CPU, requests/s and p95.
 *
 * Invariant: on a terminal at most as many lines as it has, minus one for the cursor. Functions
 * with a problem, then those with most requests, are shown first when not all of them fit.
 */
import type { FunctionActivity, FunctionStatus, StatusSample } from '@smolfaas/core';
import type { Column } from './fitted-table.js';
import { psJson, psLines, type PsLook } from './ps.js';

export interface WatchLook extends PsLook {
  /** Rows of the terminal; undefined without one. */
  readonly rows: number | undefined;
}

/** Lines that are not functions: the head, a blank, the summary, the line about hidden ones. */
const OTHERS = 5;

export function watchLines(sample: StatusSample, look: WatchLook): readonly string[] {
  const all = sample.functions;
  const room = look.rows === undefined ? all.length : Math.max(1, look.rows - 1 - OTHERS);
  const shown = all.length <= room ? all : byInterest(sample).slice(0, room);
  // A live display leaves the last column free: a terminal may wrap after it.
  const width = look.width === undefined ? undefined : look.width - 1;
  const lines = psLines(
    sample,
    { ...look, width },
    {
      shown,
      columns: (functions) => activityColumns(functions, sample),
    },
  );
  const hidden = all.length - shown.length;
  const more =
    hidden === 0 ? [] : [look.theme.dim(`… and ${hidden} more; name those to watch: smolfaas ps --watch NAME`)];
  const most = look.rows === undefined ? lines.length : Math.max(1, look.rows - 1 - more.length);
  return [...withoutMiddle(lines, most), ...more];
}

/** Problems follow the table, and may not all fit; the summary is always shown. */
function withoutMiddle(lines: readonly string[], most: number): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), ...lines.slice(-1)];
}

function byInterest({ functions, activity }: StatusSample): readonly FunctionStatus[] {
  const weight = (fn: FunctionStatus): number => {
    const { requestsPerSecond = 0, cpuPercent = 0 } = activity.get(fn.function) ?? {};
    return (fn.condition === 'running' ? 0 : 1e9) + requestsPerSecond * 1e3 + cpuPercent;
  };
  return functions.toSorted((a, b) => weight(b) - weight(a));
}

function activityColumns(functions: readonly FunctionStatus[], { activity }: StatusSample): readonly Column[] {
  const of = (key: string, head: string, drop: number, text: (one: FunctionActivity) => string): Column => ({
    key,
    head,
    drop,
    alignEnd: true,
    cells: functions.map((fn) => ({ text: text(activity.get(fn.function) ?? {}) })),
  });
  return [
    of('cpu', 'CPU', 1, ({ cpuPercent: cpu }) => (cpu === undefined ? '' : `${cpu.toFixed(cpu < 10 ? 1 : 0)}%`)),
    of('requests', 'REQ/S', 1, ({ requestsPerSecond: rate }) =>
      rate === undefined ? '' : rate.toFixed(rate < 10 ? 1 : 0),
    ),
    of('p95', 'P95', 1, ({ p95Ms: ms }) => (ms === undefined ? '' : milliseconds(ms))),
  ];
}

const milliseconds = (ms: number): string =>
  ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)}ms` : `${(ms / 1000).toFixed(1)}s`;

/** One line of `--json`, see docs/json.md. */
export function watchJson(sample: StatusSample): object {
  const { functions, ...rest } = psJson(sample, sample.at);
  const active = functions.map((fn) => ({ ...fn, ...sample.activity.get(fn.function) }));
  return { at: sample.at, functions: active, ...rest };
}

/**
 * The flags of `logs` as the request of its pipeline. Pure. Every wrong value is a `bad-flag`.
 */
import type { LogEntry, LogKind, LogsRequest } from '@smolfaas/core';
import { SmolfaasError } from '@smolfaas/core';

/** Values of the flags as oclif parsed them. */
export interface LogFlags {
  readonly follow: boolean;
  readonly since?: string | undefined;
  readonly tail?: string | undefined;
  readonly grep?: string | undefined;
  readonly only?: string | undefined;
  readonly access: boolean;
}

/** How many entries of each function are shown, without `--since`. */
const TAIL = 100;

const KINDS: readonly LogKind[] = ['function', 'access', 'build'];
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws bad-flag */
export function logsRequest(functions: readonly string[], flags: LogFlags, now: number): LogsRequest {
  const { follow, since, tail, grep } = flags;
  const sinceMs = since === undefined ? undefined : sinceTime(since, now);
  const count = tail === undefined ? (sinceMs === undefined ? TAIL : undefined) : tailCount(tail);
  return {
    functions,
    follow,
    kinds: kindsOf(flags),
    ...(sinceMs !== undefined && { sinceMs }),
    ...(count !== undefined && { tail: count }),
    ...(grep !== undefined && { accepts: matching(grep) }),
  };
}

/** `10m`, `1h30m`, or a time of RFC 3339; milliseconds since 1970. */
export function sinceTime(text: string, now: number): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)];
  if (parts.length > 0 && parts.map(([part]) => part).join('') === text) {
    return now - parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
  }
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw bad('--since', text, 'no duration such as 10m or 2h, and no time such as 2026-11-30T10:00:00Z');
  return at;
}

function tailCount(text: string): number | undefined {
  if (text === 'all') return undefined;
  if (!/^\d{1,9}$/.test(text)) throw bad('--tail', text, 'no number of lines, and not "all"');
  return Number(text);
}

function kindsOf({ only, access }: LogFlags): ReadonlySet<LogKind> {
  const named = only === undefined ? KINDS : only.split(',').map((one) => one.trim());
  const kinds = named.map((name) => {
    const kind = KINDS.find((one) => one === name);
    if (kind === undefined) throw bad('--only', name, `not one of ${KINDS.join(', ')}`);
    return kind;
  });
  return new Set(kinds.filter((kind) => access || kind !== 'access'));
}

/** A regular expression of JavaScript; without capitals it matches them, too, as `rg -S` does. */
function matching(pattern: string): (entry: LogEntry) => boolean {
  const expression = expressionOf(pattern);
  return (entry) => expression.test(textOf(entry));
}

function expressionOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern, /\p{Lu}/u.test(pattern.replaceAll(/\\./g, '')) ? 'u' : 'iu');
  } catch {
    throw bad('--grep', pattern, 'no regular expression; write \\ before characters such as ( or [');
  }
}

/** What `--grep` searches. */
function textOf(entry: LogEntry): string {
  if (entry.type === 'access') return `${entry.method} ${entry.target} ${entry.status}`;
  return entry.type === 'change' ? '' : entry.text;
}

function bad(flag: string, value: string, why: string): SmolfaasError {
  return new SmolfaasError('bad-flag', { flag, value, why });
}

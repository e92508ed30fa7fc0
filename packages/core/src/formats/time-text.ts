/**
 * Times as text that sorts like the times: RFC 3339 in UTC with nine decimals, which is how Docker
 * writes the times of log lines.
 */

/** Milliseconds since 1970 as such a text. */
export function timeText(ms: number): string {
  const nanos = Math.round((ms - Math.floor(ms)) * 1e6);
  return new Date(Math.floor(ms)).toISOString().replace('Z', `${String(nanos).padStart(6, '0')}Z`);
}

/** Any RFC 3339 time in this form; Podman writes seconds and an offset. */
export function sortableTime(time: string): string {
  if (time.length === 30 && time.endsWith('Z')) return time;
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) return time;
  const [, fraction = ''] = /\.(\d+)/.exec(time) ?? [];
  return `${new Date(ms).toISOString().slice(0, 19)}.${fraction.padEnd(9, '0').slice(0, 9)}Z`;
}

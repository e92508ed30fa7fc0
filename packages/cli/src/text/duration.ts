/**
 * Durations and times as text. The live view, the plain view and the final table use the same form,
 * so that readers can find a figure of one in another.
 */

/** Milliseconds to `0.3s`, `12.3s`, `2m05s`. */
export function duration(ms: number): string {
  if (ms < 59_950) return `${(Math.max(0, ms) / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}

/** The same, but empty for a duration too short to mention. */
export function notableDuration(ms: number | undefined): string {
  return ms === undefined || ms < 50 ? '' : duration(ms);
}

/** Milliseconds since 1970 to the local time of day, `12:01:03`. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => String(n).padStart(2, '0')).join(':');
}

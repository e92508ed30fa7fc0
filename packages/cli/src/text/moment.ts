/**
 * A moment as text: the local time of day, with the date if it is not today.
 */

/** `02:28`, or `2026-03-09 02:28`. @param at and `now`: milliseconds since 1970 */
export function moment(at: number, now: number): string {
  const then = new Date(at);
  const isToday = then.toDateString() === new Date(now).toDateString();
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  return isToday ? time : `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())} ${time}`;
}

const two = (n: number): string => String(n).padStart(2, '0');

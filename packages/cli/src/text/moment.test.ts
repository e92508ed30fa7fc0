import { expect, test } from 'vitest';
import { moment } from './moment.js';

const local = (day: number, hours: number, minutes: number) => new Date(2026, 0, day, hours, minutes).getTime();

test.each([
  ['today', local(10, 2, 8), local(10, 23, 59), '02:08'],
  ['a minute before midnight, seen after it', local(9, 23, 59), local(10, 0, 1), '2026-01-09 23:59'],
  ['tomorrow, by another clock', local(11, 0, 0), local(10, 23, 59), '2026-01-11 00:00'],
  ['the same day of another year', new Date(2025, 0, 10, 2, 8).getTime(), local(10, 2, 9), '2025-01-10 02:08'],
])('%s', (_, at, now, text) => {
  expect(moment(at, now)).toBe(text);
});

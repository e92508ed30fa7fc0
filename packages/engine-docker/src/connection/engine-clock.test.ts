import { expect, test } from 'vitest';
import { msAhead } from './engine-clock.js';

const NOON = Date.UTC(2026, 0, 1, 12);

test.each([
  ['Thu, 01 Jan 2026 12:00:00 GMT', NOON + 999, 0],
  ['Thu, 01 Jan 2026 12:00:00 GMT', NOON - 1_500, 0],
  ['Thu, 01 Jan 2026 13:00:00 GMT', NOON, 3_600_000],
  ['Wed, 31 Dec 2025 12:00:00 GMT', NOON, -86_400_000],
  ['noon', NOON, 0],
  [undefined, NOON, 0],
])('%s, heard at %i', (date, now, ahead) => {
  expect(msAhead(date, now)).toBe(ahead);
});

import { expect, test } from 'vitest';
import { sortableTime, timeText } from './time-text.js';

test('times sort as text, wherever they are from', () => {
  expect(timeText(1_700_000_000_123.5)).toBe('2023-11-14T22:13:20.123500000Z');
  expect(sortableTime('2023-11-14T22:13:20.000000001Z')).toBe('2023-11-14T22:13:20.000000001Z');
  expect(sortableTime('2023-11-14T23:13:20+01:00')).toBe('2023-11-14T22:13:20.000000000Z');
  expect(sortableTime('2023-11-14T22:13:20.5Z')).toBe('2023-11-14T22:13:20.500000000Z');
});

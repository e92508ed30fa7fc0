import { expect, it } from 'vitest';
import { duration } from './duration.js';

it('shows tenths below a minute, then minutes and seconds', () => {
  expect([-5, 0, 49, 1234, 59_949, 59_950, 125_000].map(duration)).toEqual([
    '0.0s',
    '0.0s',
    '0.0s',
    '1.2s',
    '59.9s',
    '1m00s',
    '2m05s',
  ]);
});

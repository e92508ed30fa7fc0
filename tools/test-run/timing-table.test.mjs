import { expect, test } from 'vitest';
import { timingTable } from './timing-table.mjs';

test('the slowest files of all parts come first, the others as a sum', () => {
  const unit = { times: Array.from({ length: 15 }, (_, at) => ({ file: `unit-${at}`, ms: 100 })) };
  const e2e = {
    times: [
      { file: 'e2e/slow.test.ts', ms: 61_234 },
      { file: 'e2e/quick.test.ts', ms: 50 },
    ],
  };
  const [title, first, ...others] = timingTable([unit, {}, e2e]);
  expect([title, first]).toEqual(['Slowest test files:', '    61.2 s  e2e/slow.test.ts']);
  expect(others).toHaveLength(15);
  expect(others.at(-1)).toBe('     0.1 s  2 other files');
});

test('a run of checks alone has none', () => {
  expect(timingTable([{ name: 'format' }])).toEqual([]);
});

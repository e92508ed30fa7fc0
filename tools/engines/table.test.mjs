import { expect, test } from 'vitest';
import { engineTable } from './table.mjs';

const ENGINES = [
  { id: 'a', title: 'A', builders: ['engine', 'container'] },
  { id: 'b', title: 'B', builders: ['container'] },
];
const row = (engine, builder, more) => ({
  engine,
  builder,
  version: '20.10.24+dfsg1',
  apiVersion: '1.41',
  suite: 2,
  files: {
    one: { passed: 60, failed: [], limited: [], outlived: [] },
    two: { passed: 40, failed: [], limited: [], outlived: [], ...more },
  },
});

test('a row for each engine and builder: what ran, what failed, what cannot work, and what has not run', () => {
  const limits = [{ engines: ['b'], test: 'memory ', reason: 'it does not tell' }];
  const limited = ['memory is told', 'memory is kept'];
  const found = [row('a', 'engine'), row('b', 'container', { failed: ['x'], limited })];
  expect(engineTable(found, ENGINES, limits)).toBe(
    `| engine | version  | API  | builder   | whole suite          | what does not work |
| ------ | -------- | ---- | --------- | -------------------- | ------------------ |
| A      | 20.10.24 | 1.41 | engine    | 100 passed           |                    |
| A      |          |      | container | not run yet          |                    |
| B      | 20.10.24 | 1.41 | container | 100 passed, 1 failed | see 1              |

1. it does not tell`,
  );
});

test('a limit that is no longer declared has to run again', () => {
  const found = [row('b', 'container', { limited: ['memory is told'] })];
  expect(() => engineTable(found, ENGINES, [])).toThrow('no limit of b is declared for two: memory is told');
});

test('a row that has not run all files says how many it did', () => {
  expect(engineTable([{ ...row('b', 'container'), suite: 9 }], ENGINES)).toContain('| 100 passed (2 of 9 files) |');
});

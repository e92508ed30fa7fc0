import { expect, test } from 'vitest';
import { chooseFiles, commitUnderTest, suiteFiles } from './suite.mjs';

const ALL = ['e2e/a.test.ts', 'e2e/b.test.ts', 'e2e/c.test.ts', 'e2e/d.test.ts'];
const outcome = (more) => ({ passed: 1, failed: [], limited: [], outlived: [], ...more });
const ROW = {
  files: {
    'e2e/a.test.ts': outcome({ limited: [{ test: 'x', reason: 'it does not tell' }] }),
    'e2e/b.test.ts': outcome({ failed: ['x'] }),
    'e2e/c.test.ts': outcome({ outlived: ['x'] }),
  },
};

test('all files, or the named ones', () => {
  expect(chooseFiles(ALL, {}, ROW)).toEqual(ALL);
  expect(chooseFiles(ALL, { named: ['e2e/c.test.ts', 'e2e/a.test.ts'] }, ROW)).toEqual([
    'e2e/a.test.ts',
    'e2e/c.test.ts',
  ]);
});

test('what a row lacks: files that never ran there, that failed, or whose limit has gone', () => {
  expect(chooseFiles(ALL, { missing: true }, ROW)).toEqual(ALL.slice(1));
  expect(chooseFiles(ALL, { missing: true }, undefined)).toEqual(ALL);
  expect(chooseFiles(ALL, { missing: true, named: ['e2e/a.test.ts', 'e2e/b.test.ts'] }, ROW)).toEqual([
    'e2e/b.test.ts',
  ]);
});

test('the suite is found, without the files that start engines themselves', () => {
  expect(suiteFiles()).toContain('e2e/faults/router.test.ts');
  expect(suiteFiles().filter((path) => path.startsWith('e2e/engines/'))).toEqual([]);
});

test('a commit is told by its short name', () => {
  expect(commitUnderTest()).toMatch(/^[0-9a-f]{10,}\+?$/);
});

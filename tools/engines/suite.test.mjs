import { expect, test } from 'vitest';
import { CHOOSE_BUILDERS, chooseFiles, commitUnderTest, sharedOutcome, suiteFiles } from './suite.mjs';

const ALL = ['e2e/a.test.ts', 'e2e/b.test.ts', 'e2e/c.test.ts', 'e2e/d.test.ts'];
const outcome = (more) => ({ passed: 1, failed: [], limited: [], outlived: [], ...more });
const ROW = {
  files: {
    'e2e/a.test.ts': outcome({ limited: ['x'] }),
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

test('a file that chooses its builders is not run twice for an engine, unless something was wrong the first time', () => {
  const [one, two, three] = CHOOSE_BUILDERS;
  const row = { files: { [one]: outcome({}), [two]: outcome({ failed: ['x'] }), 'e2e/corpus.test.ts': outcome({}) } };
  const taken = [one, two, three, 'e2e/corpus.test.ts'].map((file) => sharedOutcome(file, row));
  expect(taken).toEqual([outcome({}), undefined, undefined, undefined]);
  expect(sharedOutcome(one, undefined)).toBeUndefined();
  expect(suiteFiles()).toEqual(expect.arrayContaining([...CHOOSE_BUILDERS]));
});

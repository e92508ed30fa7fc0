import { expect, test } from 'vitest';
import { stageProblems, stageTable } from './stages.mjs';

const table = stageTable(`
| #   | stage       | folder                                    | in | out |
| --- | ----------- | ----------------------------------------- | -- | --- |
| 1   | discover    | \`source/discover/\`                      | a  | b   |
| 2   | fingerprint | \`source/ignore/\`, \`source/fingerprint/\` | a  | b   |
`);
const problems = (comment, path = 'packages/core/src/source/ignore/x.ts') =>
  stageProblems(`/**\n * ${comment}\n */\n`, path, table);

test('the table is read with its folders', () => {
  expect(table).toEqual([
    { number: 1, name: 'discover', folders: ['source/discover'] },
    { number: 2, name: 'fingerprint', folders: ['source/ignore', 'source/fingerprint'] },
  ]);
});

test('number, name and folder that go together are fine, and so are bare numbers', () => {
  expect(problems('Stage 2, fingerprint: what counts.')).toEqual([]);
  expect(problems('Stages 1 to 2, in one go.')).toEqual([]);
  expect(problems('Stage 1, discover.', 'packages/engine-docker/src/x.ts')).toEqual([]);
});

test('a wrong number, a wrong folder and a stage that is not there are named', () => {
  expect(problems('Stage 1, fingerprint.')).toEqual(['says "Stage 1, fingerprint", but fingerprint is stage 2']);
  expect(problems('Stage 1, discover.')).toEqual(['says "Stage 1, discover" in a folder of stage 2']);
  expect(problems('stages 2 and 7')).toEqual([
    'says "stages 2 and 7", but the table in ARCHITECTURE.md has no such stage',
  ]);
});

test('only comments count: a Dockerfile has stages as well', () => {
  expect(stageProblems("const text = 'stage 9';\n", 'packages/core/src/source/ignore/x.ts', table)).toEqual([]);
});

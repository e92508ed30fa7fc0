import { expect, test } from 'vitest';
import { judged } from '../aims.mjs';
import { rowsOf } from '../parts/up/rows.mjs';
import { excerpt, splice } from './readme.mjs';
import { tables } from './tables.mjs';

const measures = (scale) =>
  Object.fromEntries(
    ['first', 'unchanged', 'changed', 'dependency', 'down', 'memory'].map((measure, at) => [
      measure,
      [
        [(at + 1) * 100 + scale, (at + 1) * 100 + scale + 20],
        [(at + 1) * 1000 + scale * 10, (at + 1) * 1000 + scale * 10],
      ],
    ]),
  );
const rows = rowsOf(new Map([1, 20, 100].map((size) => [size, measures(size)])), {}).map(judged);
const replaced = judged({
  id: 'replace/requests',
  what: '10 replacements under 50 requests/s',
  requests: 2052,
  failed: 0,
  stale: 0,
  latency: { p50: 4.5, p99: 15, max: 64 },
  latencyAroundSwitch: { p99: 12 },
});
const results = {
  machine: '2 cores',
  peers: { compose: '2.26.1', buildx: '0.13.1' },
  load: {},
  rows: [...rows, replaced],
};
const lineWith = (text, ...words) => text.split('\n').find((line) => words.every((word) => line.includes(word)));
const cellsOf = (line) =>
  line
    .split('|')
    .map((cell) => cell.trim())
    .slice(1, -1);

test('a comparison shows both medians with their ranges, the ratio, and whether the aim was reached', () => {
  expect(cellsOf(lineWith(tables(rows), 'nothing changed, 20 functions'))).toEqual([
    'up, nothing changed, 20 functions',
    '230 ms',
    '220 ms – 240 ms',
    'docker compose',
    '2.20 s',
    '2.20 s – 2.20 s',
    '0.10 ×',
    '≤ 0.15 × ✓ reached',
    '2',
  ]);
  expect(lineWith(tables(rows), 'peak memory, first up, 100')).toContain('≤ 150 MB ✗ missed');
});

test('growth shows every size and what each further function adds, for both', () => {
  const growth = tables(rows)
    .split('\n\n')[1]
    .split('\n')
    .filter((text) => text.includes('nothing changed'));
  expect(growth.map(cellsOf)).toEqual([
    ['up, nothing changed', 'smolfaas', '211 ms', '230 ms', '310 ms', '1.0 ms', '0.75 ms – 1.3 ms', '≤ 5 ms ✓ reached'],
    ['up, nothing changed', 'docker compose', '2.01 s', '2.20 s', '3.00 s', '10 ms', '10 ms – 10 ms', ''],
  ]);
});

test('without a peer nothing is claimed', () => {
  const alone = rowsOf(
    new Map([[20, Object.fromEntries(Object.entries(measures(20)).map(([key, [own]]) => [key, [own]]))]]),
    undefined,
  );
  const line = cellsOf(lineWith(tables(alone.map(judged)), 'nothing changed, 20'));
  expect(line).toContain('not measured');
  expect(line.at(-2)).toBe('≤ 0.15 ×');
});

test('the excerpt has three rows: first, unchanged and changed', () => {
  const text = excerpt(results);
  const names = text
    .split('\n')
    .flatMap((line) => (line.startsWith('| up') || line.startsWith('| first') ? [cellsOf(line)[0]] : []));
  expect(names).toEqual([
    'first up, 20 functions',
    'up, nothing changed, 20 functions',
    'up, one source changed, 20 functions',
  ]);
  expect(text).not.toContain('replacements');
});

const README = `# Title

<!-- figures: written by \`npm run bench\`, do not edit -->
old
<!-- end of figures -->

## Licence
`;

test('splicing replaces what is between the marks and nothing else; twice is once', () => {
  const once = splice(README, 'new');
  expect(once).toBe(README.replace('\nold\n', '\n\nnew\n\n'));
  expect(splice(once, 'new')).toBe(once);
});

test.each([
  ['no marks', '# Title\n'],
  ['no end', README.replace('<!-- end of figures -->', '')],
  ['two beginnings', README + README.split('old')[0]],
  ['the end first', `<!-- end of figures -->\n${README}`],
])('a README with %s is refused', (_, document) => {
  expect(() => splice(document, 'new')).toThrow('there must be one');
});

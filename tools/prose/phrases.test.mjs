import { expect, test } from 'vitest';
import { phrasesInComments, phrasesInMarkdown } from './phrases.mjs';

const found = (problems) => problems.map(({ line, phrase }) => [line, phrase]);

test('comments of every kind are read, code and strings are not', () => {
  const source = [
    '/**',
    ' * What must stay true: it is told once.',
    ' */',
    "const text = 'nobody';",
    'const a = 1; // made anew',
    "const url = 'http://nobody';",
  ].join('\n');
  expect(found(phrasesInComments(source))).toEqual([
    [2, 'is told'],
    [2, 'must stay true'],
    [5, 'anew'],
  ]);
});

test('in Markdown prose counts; blocks of code and words between backticks do not', () => {
  const text = ['Nobody can.', '```', 'somebody', '```', 'Listens on `nobody`.', 'It is of ours.'].join('\n');
  expect(found(phrasesInMarkdown(text))).toEqual([
    [1, 'Nobody'],
    [6, 'of ours'],
  ]);
});

test('words that only contain a phrase are fine', () => {
  expect(phrasesInMarkdown('Canewood was toldable; hours of hours.')).toEqual([]);
});

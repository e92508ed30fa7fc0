import { expect, test } from 'vitest';
import { refresh } from './snippets.mjs';

const FILES = {
  'a.js': 'const x = 1;\n// docs:start part\n  if (x) {\n    y();\n  }\n// docs:end\nend();\n',
  'open.js': '// docs:start part\nx();\n',
};
const read = (path) => FILES[path];
const document = (source, code, language = 'js') =>
  `# Title\n\n<!-- snippet: ${source} -->\n\n\`\`\`${language}\n${code}\n\`\`\`\n\nText.\n`;

test('a part is taken without its indentation, a file without its marks', () => {
  expect(refresh(document('a.js#part', 'if (x) {\n  y();\n}'), read)).toMatchObject({ stale: [], problems: [] });
  const whole = 'const x = 1;\n  if (x) {\n    y();\n  }\nend();';
  expect(refresh(document('a.js', whole), read)).toMatchObject({ stale: [], problems: [] });
});

test('what differs is named with its line, and renewed', () => {
  const { markdown, stale } = refresh(document('a.js#part', 'old();'), read);
  expect(stale).toEqual(['3 differs from a.js#part']);
  expect(markdown).toBe(document('a.js#part', 'if (x) {\n  y();\n}'));
  expect(refresh(markdown, read)).toEqual({ markdown, stale: [], problems: [] });
});

test.each([
  ['gone.js', '3 names gone.js, which is not there'],
  ['a.js#gone', '3 names part "gone" of a.js, which has no such docs:start and docs:end'],
  ['open.js#part', '3 names part "part" of open.js, which has no such docs:start and docs:end'],
])('%s is a problem, and the document stays as it is', (source, problem) => {
  const text = document(source, 'old();');
  expect(refresh(text, read)).toEqual({ markdown: text, stale: [], problems: [problem] });
});

test('code of no file is a problem where other code has one, commands are not', () => {
  const woven = document('a.js#part', 'if (x) {\n  y();\n}');
  const free = '```console\n$ npm test\n```\n\n```js\nz();\n```\n';
  expect(refresh(woven + free, read).problems).toEqual(['16 shows code of no file']);
  expect(refresh(free, read).problems).toEqual([]);
});

test('a comment in front of no code is a problem', () => {
  expect(refresh('<!-- snippet: a.js -->\n\nText.\n', read).problems).toEqual(['1 names a.js, but no code follows']);
});

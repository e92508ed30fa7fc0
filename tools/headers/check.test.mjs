import { expect, test } from 'vitest';
import { headerProblem } from './check.mjs';

test.each([
  ['a block', '/**\n * What it is for.\n * What must stay true.\n */\nexport {};\n'],
  ['line comments', '// What it is for.\n// Its place.\n// What would surprise.\nexport {};\n'],
  ['a block after the interpreter line', '#!/usr/bin/env node\n/**\n * What it is for.\n */\n'],
])('%s of three lines or more is a header', (_, source) => {
  expect(headerProblem(source)).toBeUndefined();
});

test.each([
  ['code first', "import 'a';\n/**\n * Too late.\n * At all.\n */\n", 'does not open'],
  ['an empty line first', '\n/**\n * x\n */\n', 'does not open'],
  ['one line', '/** Short. */\nexport {};\n', 'of 1 line(s)'],
  ['two line comments', '// a\n// b\nexport {};\n', 'of 2 line(s)'],
])('%s is a problem', (_, source, message) => {
  expect(headerProblem(source)).toContain(message);
});

import { expect, test } from 'vitest';
import { findImports } from './imports.mjs';

test('finds every form of import and export, with its line and whether it is types only', () => {
  const source = [
    "import a from 'a';",
    "import { b, type C } from '@scope/b';",
    "import type { D } from './d.js';",
    'import {',
    '  e,',
    '  f,',
    "} from './e.js';",
    "import * as g from 'g';",
    "import 'side-effect';",
    "export { h } from './h.js';",
    "export type { I } from './i.js';",
    "export * from './j.js';",
    "const k = await import('./k.js');",
  ].join('\n');
  expect(findImports(source).map(({ specifier, isType, line }) => [specifier, isType, line])).toEqual([
    ['a', false, 1],
    ['@scope/b', false, 2],
    ['./d.js', true, 3],
    ['./e.js', false, 7],
    ['g', false, 8],
    ['side-effect', false, 9],
    ['./h.js', false, 10],
    ['./i.js', true, 11],
    ['./j.js', false, 12],
    ['./k.js', false, 13],
  ]);
});

test('programs inside of template literals, comments and declarations are no imports', () => {
  const source = [
    'export const name = "a";',
    "export function from() { return 'x'; }",
    "export const text = { from: 'somewhere' };",
    'const program = `',
    "import http from 'node:http';",
    '`;',
    "// see import('./old.js')",
    " * import { x } from 'docs';",
  ].join('\n');
  expect(findImports(source)).toEqual([]);
});

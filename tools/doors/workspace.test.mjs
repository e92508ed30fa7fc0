import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWorkspace } from './workspace.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'smolfaas-doors-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('reads packages, their files and what relative imports mean; generated code and packages without src are left out', () => {
  write('packages/core/package.json', '{"name":"@smolfaas/core"}');
  write('packages/core/src/stages/a.ts', "import { b } from '../contract/b.js';\nimport { c } from 'c';\n");
  write('packages/core/src/gen/x.ts', "import 'nothing';\n");
  write('packages/core/src/notes.md', "import 'nothing';\n");
  write('packages/planned/package.json', '{"name":"@smolfaas/planned"}');
  expect(readWorkspace(root)).toEqual([
    {
      folder: 'core',
      name: '@smolfaas/core',
      files: [
        {
          path: 'packages/core/src/stages/a.ts',
          imports: [
            { specifier: '../contract/b.js', isType: false, line: 1, target: 'packages/core/src/contract/b.ts' },
            { specifier: 'c', isType: false, line: 2 },
          ],
        },
      ],
    },
  ]);
});

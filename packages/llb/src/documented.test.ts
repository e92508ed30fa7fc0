/**
 * Checks README.md: its example is the text between the two marks below, and its output is what
 * that code prints.
 * Only the test calls `readFileSync`: the package itself does no input or output.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bindMount, cacheMount, copy, EPOCH, image, local, marshal, print, scratch } from './index.js';

function example(): { bytes: Uint8Array } {
  // <example>
  const env = { PATH: '/usr/local/go/bin:/usr/bin:/bin', GOCACHE: '/cache/build', HOME: '/root' };
  const sources = local('all', { exclude: ['.git'], name: 'load sources' });

  const build = image('golang:1.26').run(['go', 'build', '-o', '/out/fn', '.'], {
    name: 'build',
    cwd: '/src',
    env,
    mounts: [
      bindMount('/src', sources, { readonly: true }),
      bindMount('/out', scratch()),
      cacheMount('/cache/build', 'acme/go-build'),
    ],
  });
  const root = image('alpine:3').file([copy(build.mount('/out'), '/fn', '/fn', { timestamp: EPOCH })], {
    name: 'assemble',
  });
  const definition = marshal(root);
  // </example>
  return definition;
}

const text = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');

test('the example in README.md is the code above', () => {
  const code = /\/\/ <example>\n(.*?)\n *\/\/ <\/example>/s.exec(text('./documented.test.ts'))![1]!;
  expect(text('../README.md')).toContain(code.replaceAll(/^ {2}/gm, ''));
});

test('the output in README.md is what it prints', () => {
  expect(text('../README.md')).toContain(print(example().bytes));
});

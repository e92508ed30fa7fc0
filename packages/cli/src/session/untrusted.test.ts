/** The directories that count as the project's: no program in them may be started. */
import { expect, it } from 'vitest';
import { untrustedDirectories } from './untrusted.js';

it.each([
  ['/home/me/shop/functions', '/home/me/shop', ['/home/me/shop/functions', '/home/me/shop']],
  ['/home/me/shop/functions', '/srv/other', ['/home/me/shop/functions', '/home/me/shop', '/srv/other']],
  ['/home/me/functions', '/home/me', ['/home/me/functions']],
  ['/functions', '/', ['/functions']],
  ['/home/me2/functions', '/home/me2', ['/home/me2/functions', '/home/me2']],
])('%s, run in %s', (functions, cwd, expected) => {
  expect(untrustedDirectories(functions, cwd, '/home/me')).toEqual(expected);
});

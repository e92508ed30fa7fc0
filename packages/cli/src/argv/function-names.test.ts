/** Which arguments name a function by the path of its directory. */
import { expect, it } from 'vitest';
import { functionNames } from './function-names.js';

const names = (...args: string[]) => functionNames(args, { functionsDir: '/p/functions', cwd: '/p' });

it.each([
  ['web', 'web'],
  ['functions/web', 'web'],
  ['./functions/web/', 'web'],
  ['/p/functions/web', 'web'],
  ['functions/web/src', 'functions/web/src'],
  ['other/web', 'other/web'],
])('%s is %s', (arg, name) => {
  expect(names(arg)).toEqual([name]);
});

it('keeps the order, and names each function once', () => {
  expect(names('web', 'api', 'functions/web')).toEqual(['web', 'api']);
});

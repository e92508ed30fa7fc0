/** The runtimes that a project needs, compared with the loaded ones. */
import { expect, it } from 'vitest';
import { missingRuntimes } from './missing.js';

const loaded = [
  { name: '@example/runtime-deno', version: '1.4.0' },
  { name: 'smolfaas', version: '0.1.0' },
];

it.each([
  ['@example/runtime-deno', undefined, []],
  ['@example/runtime-deno', '^1.2', []],
  ['@example/runtime-deno', 'next', []],
  [
    '@example/runtime-deno',
    '^2',
    ['but version 1.4.0 is installed: smolfaas plugins install @example/runtime-deno@^2'],
  ],
  ['@example/runtime-zig', undefined, ['which is not installed: smolfaas plugins install @example/runtime-zig']],
])('%s@%s', (name, range, expected) => {
  const spec = range === undefined ? name : `${name}@${range}`;
  const missing = missingRuntimes([{ name, spec, ...(range !== undefined && { range }) }], loaded);
  const ends = missing.map(({ notice }) => notice.replace(`this project needs the runtime package ${spec}, `, ''));
  expect(ends).toEqual(expected);
  expect(missing.map((one) => one.spec)).toEqual(expected.map(() => spec));
});

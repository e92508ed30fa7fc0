import { expect, test } from 'vitest';
import { withPrivileges } from './chosen-builder.js';

test('a container is told with what it may do, where it is the one that is there', () => {
  const chosen = { kind: 'container', name: 'b' } as const;
  const privileges = 'capabilities';
  expect(withPrivileges(chosen, { name: 'b', privileges })).toEqual({ ...chosen, privileges });
  expect(withPrivileges(chosen, { name: 'another', privileges })).toEqual(chosen);
  expect(withPrivileges(chosen, undefined)).toEqual(chosen);
  expect(withPrivileges({ kind: 'engine' }, { name: 'b', privileges })).toEqual({ kind: 'engine' });
});

/** Which address is dialled: here, and for an engine on another machine. */
import { expect, it } from 'vitest';
import { addressOf } from './address.js';

it.each([
  [['127.0.0.1', '::1'], undefined, '127.0.0.1'],
  [['0.0.0.0'], undefined, '127.0.0.1'],
  [['::'], undefined, '::1'],
  [['0.0.0.0'], 'build.example', 'build.example'],
  [['::'], 'fd00::2', 'fd00::2'],
  [['10.0.0.7'], 'build.example', '10.0.0.7'],
])('published on %j, engine on %s: %s', (bind, remoteHost, address) => {
  expect(addressOf({ bind }, remoteHost)).toBe(address);
});

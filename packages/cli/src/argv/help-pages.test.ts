/** Which command lines print a page of help. */
import { expect, it } from 'vitest';
import { helpPage } from './help-pages.js';

it.each([
  ['help settings', 'settings'],
  ['help settings http_port --json', 'settings http_port --json'],
  ['help', 'help'],
  ['help up', 'help up'],
  ['help constructor', 'help constructor'],
  ['settings --help', 'settings --help'],
  ['up', 'up'],
])('%s', (line, expected) => {
  expect(helpPage(line.split(' ')).join(' ')).toBe(expected);
});

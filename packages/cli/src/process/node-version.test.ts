import { expect, it } from 'vitest';
import { refusal } from './node-version.js';

it('refuses a Node that is too old for us, or for the SQLite that is installed', () => {
  expect(refusal('20.19.0', '12.11.1')).toBeUndefined();
  expect(refusal('24.1.0', '13.2.0')).toBeUndefined();
  expect(refusal('22.0.0', '13.2.0')).toBeUndefined();
  expect(refusal('20.18.3', undefined)).toContain('needs Node.js 20.19 or newer, this is 20.18.3');
  expect(refusal('18.20.0', undefined)).toContain('this is 18.20.0');
  expect(refusal('20.20.2', '13.2.0')).toContain('better-sqlite3 13.2.0 needs Node.js 22');
});

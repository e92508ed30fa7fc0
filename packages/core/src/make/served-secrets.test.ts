/**
 * Which served bytes must not be printed.
 */
import { expect, test } from 'vitest';
import { servedSecrets } from './served-secrets.js';
import { TRUST } from '../desired/trust.js';

test('certificates are public, settings of a package manager are marked, all else is secret as it is', () => {
  const value = Buffer.from('x');
  const served = { [TRUST.id]: value, ca: value, npmrc: value, yarnrc: value, token: value, key: value, file: value };
  const found = servedSecrets(served, {
    ca: { host: 'ca' },
    npmrc: { host: 'npmrc', file: '.npmrc' },
    yarnrc: { file: '.yarnrc.yml', variables: true },
    token: { env: 'TOKEN' },
    key: { path: '~/key', host: 'npmrc' },
    file: { file: 'token.txt' },
  });
  expect(found.map(({ kind }) => kind)).toEqual(['settings', 'settings', 'value', 'value', 'value']);
});

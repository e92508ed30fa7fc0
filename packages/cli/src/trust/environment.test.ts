/** The variables for clients, and their form in each shell. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { hostPart, withRouter } from '../settings/client-certificates.js';
import { clientEnvironment } from './environment.js';
import { inShell, usualShell } from './shells.js';

const files = { root: '/p/.smolfaas-ca.pem', bundle: '/p/.smolfaas-ca-bundle.pem' };
const settings = { addr: 'fn.localhost', httpsPort: 8443, bind: ['::'] };

it('names functions, the router, and the files of certificates', () => {
  expect(clientEnvironment({ settings, functions: ['my-fn'], files })).toEqual({
    SMOLFAAS_URL: 'https://fn.localhost:8443',
    SMOLFAAS_URL_MY_FN: 'https://fn.localhost:8443/invoke/my-fn',
    SMOLFAAS_ADDRESS: '[::1]:8443',
    SMOLFAAS_ROUTER_CA: files.root,
    NODE_EXTRA_CA_CERTS: files.root,
    SSL_CERT_FILE: files.bundle,
    REQUESTS_CA_BUNDLE: files.bundle,
    CURL_CA_BUNDLE: files.bundle,
  });
});

it('keeps certificates that Node.js trusts already', () => {
  const variables = clientEnvironment({ settings, functions: [], files, nodeExtra: '/etc/company.pem' });
  expect(variables).toMatchObject({ NODE_EXTRA_CA_CERTS: files.bundle });
});

it.each(['host\n', 'host', 'höst\n\n'])('adds the root to the certificates of the host, once: %j', (text) => {
  const once = withRouter(Buffer.from(text), 'root\n');
  expect(once.endsWith('\nroot\n')).toBe(true);
  expect(withRouter(Buffer.from(once, 'latin1'), 'root\n')).toBe(once);
  expect(hostPart(Buffer.from(once, 'latin1'))).toBe(text);
});

it('is read by a shell as it was meant', () => {
  const value = `a 'b' "$HOME" \\ c`;
  const text = inShell('sh', { NAME: value });
  expect(execFileSync('sh', ['-c', `${text}printf %s "$NAME"`], { encoding: 'utf8' })).toBe(value);
});

it('speaks the other languages', () => {
  const variables = { A: "it's", B: '/x:y' };
  expect(inShell('fish', variables)).toBe("set -gx A 'it\\'s'\nset -gx B '/x:y'\n");
  expect(inShell('powershell', variables)).toBe("$env:A = 'it''s'\n$env:B = '/x:y'\n");
  expect(inShell('dotenv', variables)).toBe('A="it\'s"\nB=/x:y\n');
  expect(JSON.parse(inShell('json', variables))).toEqual(variables);
  expect([
    usualShell('linux', '/usr/bin/fish'),
    usualShell('linux', undefined),
    usualShell('win32', undefined),
  ]).toEqual(['fish', 'sh', 'powershell']);
});

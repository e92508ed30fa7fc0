/** Passwords and tokens found in the host's settings. */
import type { HostFound } from '@smolfaas/core';
import { expect, it } from 'vitest';
import { secretValues, servedValues } from './secret-values.js';

const bytes = (text: string) => Buffer.from(text);

const setting = (text: string, variables: HostFound['variables'] = {}): HostFound => ({
  files: { file: { path: '/home/me/file', content: bytes(text) } },
  variables,
});

it('finds them in each format, longest first, decoded as well', () => {
  const found = secretValues({
    ca: bytes('-----BEGIN CERTIFICATE-----'),
    found: new Map([
      [
        'node',
        {
          npmrc: setting(
            '//a/:_authToken=npm-token-value\n//b/:_password="npm-password"\n//c/:_authToken=${NPM_TOKEN}\n_auth = bG9naW4=',
            { 'npm_config_//d/:_authToken': 'npm-in-shell', npm_config_user_agent: 'not-secret' },
          ),
          yarnrc: setting('npmAuthToken: "yarn-token"\nnpmScopes:\n  a:\n    npmAuthIdent: me:yarn-ident\n', {
            YARN_NPM_AUTH_TOKEN: 'yarn-in-shell',
          }),
        },
      ],
      ['go', { goenv: setting('', { GOPROXY: 'https://me:go-proxy@go.example,direct' }) }],
      [
        'rust',
        { cargo: setting('[registry]\ntoken = "cargo-in-file"\n', { CARGO_REGISTRIES_CORP_TOKEN: 'cargo-in-shell' }) },
      ],
      [
        'python',
        {
          uv: setting('index-url = "https://me:uv-index@uv.example/simple"'),
          pip: setting('url = "https://me:pip%40index@pip.example/simple"'),
          netrc: setting('machine a login me password in-netrc\n'),
        },
      ],
    ]),
    proxy: { http: 'http://me:proxy%2Fword@proxy:3128', https: 'http://proxy:3128', no: 'a,b' },
    variables: { NPM_TOKEN: 'from-the-environment' },
  });
  const expected = [
    'npm-in-shell',
    'yarn-in-shell',
    'cargo-in-shell',
    'cargo-in-file',
    'from-the-environment',
    'npm-token-value',
    'npm-password',
    'proxy%2Fword',
    'pip%40index',
    'yarn-token',
    'bG9naW4=',
    'proxy/word',
    'pip@index',
    'me:yarn-ident',
    'go-proxy',
    'uv-index',
    'in-netrc',
  ];
  expect(new Set(found)).toEqual(new Set(expected));
  expect(found.map(({ length }) => length)).toEqual(found.map(({ length }) => length).toSorted((a, b) => b - a));
});

it('passes over what is too short to be told from other text, and variables that are not set', () => {
  const npmrc = setting('//a/:_authToken=abc\n//b/:_authToken=${NOT_SET}\n', { A_TOKEN: 'abc' });
  expect(secretValues({ ca: bytes(''), found: new Map([['node', { npmrc }]]), variables: {} })).toEqual([]);
});

it('takes a served secret whole, with what it holds; of settings, what they hold', () => {
  const served = (text: string, kind: 'value' | 'settings' = 'value') => servedValues({ value: bytes(text), kind });
  expect(served('plain-token\n')).toEqual(['plain-token\n']);
  expect(served('//a/:_authToken=npm-token-value\nregistry=https://npm.example\n', 'settings')).toEqual([
    'npm-token-value',
  ]);
  expect(served('postgres://me:pg-password@db/x')).toContain('pg-password');
  expect(served('{"private_key": "-----BEGIN KEY-----\\nabc", "api-token":"json-token", "type":"service"}')).toEqual(
    expect.arrayContaining(['-----BEGIN KEY-----\\nabc', 'json-token']),
  );
  expect(served('DEBUG=on\nAPI_KEY=key-of-an-api\nPASSWORD=short\n').slice(1)).toEqual(['key-of-an-api']);
  const binary = Uint8Array.of(0xff, 0xfe, 1, 2, 3, 4);
  expect(servedValues({ value: binary, kind: 'value' })).toEqual([binary]);
});

/** Passwords and tokens found in the host's settings. */
import { expect, it } from 'vitest';
import { secretValues, servedValues } from './secret-values.js';

const bytes = (text: string) => Buffer.from(text);

it('finds them in each format, longest first, decoded as well', () => {
  const found = secretValues({
    ca: bytes('-----BEGIN CERTIFICATE-----'),
    npmrc: bytes(
      '//a/:_authToken=npm-token-value\n//b/:_password="npm-password"\n//c/:_authToken=${NPM_TOKEN}\n_auth = bG9naW4=',
    ),
    yarnrc: bytes('npmAuthToken: "yarn-token"\nnpmScopes:\n  a:\n    npmAuthIdent: me:yarn-ident\n'),
    goenv: bytes('GOPROXY=https://me:go-proxy@go.example,direct'),
    uv: bytes('index-url = "https://me:uv-index@uv.example/simple"'),
    'uv-with-pip': bytes('url = "https://me:pip%40index@pip.example/simple"'),
    netrc: bytes('machine a login me password in-netrc\n'),
    proxy: { http: 'http://me:proxy%2Fword@proxy:3128', https: 'http://proxy:3128', no: 'a,b' },
    variables: { NPM_TOKEN: 'from-the-environment' },
  });
  const expected = [
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
  const npmrc = bytes('//a/:_authToken=abc\n//b/:_authToken=${NOT_SET}\n');
  expect(secretValues({ ca: bytes(''), npmrc, variables: {} })).toEqual([]);
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

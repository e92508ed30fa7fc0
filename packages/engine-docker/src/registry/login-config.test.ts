/**
 * Tests Docker's config.json, in the forms that docker clients, podman and users have written it.
 */
import { describe, expect, it } from 'vitest';
import { parseLoginConfig, loginSource } from './login-config.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const source = (host: string, config: unknown) => {
  const parsed = parseLoginConfig(JSON.stringify(config));
  return parsed && loginSource(host, parsed);
};
const login = (username: string, secret: string) => ({ kind: 'login', login: { username, secret } });

describe('auths', () => {
  it.each([
    ['ghcr.io', { 'ghcr.io': { auth: base64('me:pa:ss') } }, login('me', 'pa:ss')],
    ['docker.io', { 'https://index.docker.io/v1/': { auth: base64('me:pass') } }, login('me', 'pass')],
    ['registry-1.docker.io', { 'https://index.docker.io/v1/': { auth: base64('me:pass') } }, login('me', 'pass')],
    ['docker.io', { 'docker.io': { auth: base64('me:pass') } }, login('me', 'pass')],
    ['r.example:5000', { 'https://r.example:5000/v2/': { auth: base64('me:pass') } }, login('me', 'pass')],
    ['R.example', { 'r.example': { auth: base64('me:pass\0\0') } }, login('me', 'pass')],
    ['r.example', { 'r.example': { auth: base64('me:pass'), identitytoken: 'token' } }, login('', 'token')],
    ['r.example', { 'r.example': { username: 'me', password: 'pass' } }, login('me', 'pass')],
    ['r.example', { 'r.example:5000': { auth: base64('me:pass') } }, undefined],
    ['r.example', { 'r.example': {} }, undefined],
    ['r.example', { 'r.example': { auth: 'no base64 of a login' } }, undefined],
    ['r.example', { 'r.example': 7 }, undefined],
    ['r.example', [], undefined],
  ])('%s in %j', (host, auths, expected) => {
    expect(source(host, { auths })).toEqual(expected);
  });
});

describe('helpers', () => {
  const auths = { 'ghcr.io': { auth: base64('me:pass') }, 'other.example': { auth: base64('me:pass') } };
  it('a registry’s own one wins over the store, the store over auths', () => {
    const config = { auths, credsStore: 'desktop', credHelpers: { 'https://ghcr.io': 'gh' } };
    expect(source('ghcr.io', config)).toEqual({ kind: 'helper', name: 'gh' });
    expect(source('other.example', config)).toEqual({ kind: 'helper', name: 'desktop' });
  });
  it('without a store the others are in auths', () => {
    const config = { auths, credHelpers: { 'ghcr.io': 'gh' } };
    expect(source('other.example', config)).toEqual(login('me', 'pass'));
    expect(source('third.example', config)).toBeUndefined();
  });
  it('the helper of Docker Hub is found by each of its names', () => {
    const config = { credHelpers: { 'https://index.docker.io/v1/': 'hub' } };
    expect(source('docker.io', config)).toEqual({ kind: 'helper', name: 'hub' });
    expect(source('registry-1.docker.io', config)).toEqual({ kind: 'helper', name: 'hub' });
  });
});

it('what is no JSON object holds nothing', () => {
  for (const text of ['', '{', '[]', 'null', '"x"']) expect(parseLoginConfig(text)).toBeUndefined();
});

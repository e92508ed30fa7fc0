/** The user's settings of npm and yarn, from the host to the build: which are used, and which one wins. */
import { hostGiven } from '@smolfaas/testing';
import { describe, expect, it } from 'vitest';
import { npmrc } from './npmrc.js';
import { yarnrc } from './yarnrc.js';

const text = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value);

describe('npm', () => {
  const variables = {
    NPM_CONFIG_REGISTRY: 'https://npm.corp.example/',
    'npm_config_@corp:registry': 'https://scope.example/',
    'npm_config_//npm.corp.example/:_authToken': 'token',
    npm_config_prefix: '/opt/mine',
    npm_config_cache: '/tmp/cache',
  };

  it("adds the shell's registries and logins to the user's file, and nothing about this machine", () => {
    const added = [
      '//npm.corp.example/:_authToken=token',
      '@corp:registry=https://scope.example/',
      'registry=https://npm.corp.example/',
      '',
    ].join('\n');
    expect(text(npmrc(hostGiven({ npmrc: 'a=1' }, variables)))).toBe(`a=1\n${added}`);
    expect(text(npmrc(hostGiven({}, variables)))).toBe(`\n${added}`);
    expect(npmrc(hostGiven({}, { npm_config_cache: '/c' }))).toBeUndefined();
  });
});

describe('yarn 2 and later', () => {
  const file = [
    '# mine',
    'yarnPath: /home/me/yarn.cjs',
    'npmRegistryServer: "https://one.example"',
    'npmScopes:',
    '  corp:',
    '    npmAuthToken: ${TOKEN}',
    'nodeLinker: pnp',
    '',
  ].join('\n');

  it('takes over how to reach registries, as it is written; variables win; the rest is about this machine', () => {
    const files = { yarnrc: file };
    const scopes = 'npmScopes:\n  corp:\n    npmAuthToken: ${TOKEN}\n';
    expect(text(yarnrc(hostGiven(files)))).toBe(`npmRegistryServer: "https://one.example"\n${scopes}`);
    const env = {
      YARN_NPM_REGISTRY_SERVER: 'https://two.example',
      YARN_NPM_AUTH_TOKEN: 't"',
      YARN_ENABLE_STRICT_SSL: 'false',
    };
    expect(text(yarnrc(hostGiven(files, env)))).toBe(
      `npmRegistryServer: "https://two.example"\n${scopes}npmAuthToken: "t\\""\nenableStrictSsl: false\n`,
    );
  });

  it('gets the proxies by its own names, since it knows no others', () => {
    expect(text(yarnrc(hostGiven({}, {}, { http: 'http://p', https: 'http://s', no: 'n' })))).toBe(
      'httpProxy: "http://p"\nhttpsProxy: "http://s"\n',
    );
    expect(yarnrc(hostGiven({}))).toBeUndefined();
  });
});

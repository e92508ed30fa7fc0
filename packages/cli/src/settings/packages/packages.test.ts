/**
 * Settings of each package manager, from the host to the build: which are used, and which one wins.
 */
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { at, home, text } from '../home.test.fixture.js';
import { npmSettings } from './npm.js';
import { pipIndexes } from './pip.js';
import { uvSettings } from './uv.js';
import { yarnSettings } from './yarn.js';

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
    expect(text(npmSettings(at(home({ '.npmrc': 'a=1' }), variables)))).toBe(`a=1\n${added}`);
    expect(text(npmSettings(at(home({}), variables)))).toBe(`\n${added}`);
    expect(npmSettings(at(home({}), { npm_config_cache: '/c' }))).toBeUndefined();
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
    const root = home({ '.yarnrc.yml': file });
    const scopes = 'npmScopes:\n  corp:\n    npmAuthToken: ${TOKEN}\n';
    expect(text(yarnSettings(at(root)))).toBe(`npmRegistryServer: "https://one.example"\n${scopes}`);
    const env = {
      YARN_NPM_REGISTRY_SERVER: 'https://two.example',
      YARN_NPM_AUTH_TOKEN: 't"',
      YARN_ENABLE_STRICT_SSL: 'false',
    };
    expect(text(yarnSettings(at(root, env)))).toBe(
      `npmRegistryServer: "https://two.example"\n${scopes}npmAuthToken: "t\\""\nenableStrictSsl: false\n`,
    );
  });

  it('gets the proxies by its own names, since it knows no others', () => {
    expect(text(yarnSettings(at(home({})), { http: 'http://p', https: 'http://s', no: 'n' }))).toBe(
      'httpProxy: "http://p"\nhttpsProxy: "http://s"\n',
    );
    expect(yarnSettings(at(home({})))).toBeUndefined();
  });
});

describe('pip', () => {
  const files = {
    '.pip/pip.conf': '[global]\nindex-url = https://old.example/simple\ntimeout = 60\n',
    '.config/pip/pip.conf':
      '# mine\n[global]\nindex_url: https://one.example/simple\nextra-index-url =\n    https://two.example/simple\n  https://three.example/simple\n[freeze]\nindex-url = x\n[install]\ntrusted-host = two.example\n',
    'venv/pip.conf': '[install]\nindex-url = https://venv.example/simple\n',
    'named.conf': '[global]\nindex-url = https://named.example/simple\n',
  };
  const further = ['https://two.example/simple', 'https://three.example/simple'];

  it('reads its files in its order, later ones win', () => {
    const root = home(files);
    const mine = { main: 'https://one.example/simple', further, insecureHosts: ['two.example'] };
    expect(pipIndexes(at(root))).toEqual(mine);
    const venv = { VIRTUAL_ENV: join(root, 'venv') };
    expect(pipIndexes(at(root, venv))).toEqual({ ...mine, main: 'https://venv.example/simple' });
    const named = { ...venv, PIP_CONFIG_FILE: join(root, 'named.conf') };
    expect(pipIndexes(at(root, named)).main).toBe('https://named.example/simple');
    expect(pipIndexes(at(root, { PIP_CONFIG_FILE: '/dev/null' }))).toEqual({ further: [], insecureHosts: [] });
  });

  it('its variables win over all files', () => {
    const env = { PIP_INDEX_URL: 'https://env.example/simple', PIP_EXTRA_INDEX_URL: 'https://a https://b' };
    expect(pipIndexes(at(home(files), env))).toEqual({
      main: 'https://env.example/simple',
      further: ['https://a', 'https://b'],
      insecureHosts: ['two.example'],
    });
  });
});

describe('uv', () => {
  const both = (root: string, env: Record<string, string> = {}) => {
    const { uv, withPip } = uvSettings(at(root, env));
    return [text(uv), text(withPip)];
  };
  const pip = { '.config/pip/pip.conf': '[global]\nindex-url = https://pip.example/simple\n' };

  it('a file of its own is served as it is, and wins over pip', () => {
    const file = '# mine\nindex-url = "https://uv.example/simple"\n';
    expect(both(home({ ...pip, '.config/uv/uv.toml': file }))).toEqual([file, file]);
  });

  it("pip's indexes count where uv's settings name none, and only without uv.lock", () => {
    const pipAlone = { index: [{ url: 'https://pip.example/simple', default: true }] };
    const [uv, withPip] = both(home({ ...pip, '.config/uv/uv.toml': 'cache-keys = []\n' }));
    expect(uv).toBe('cache-keys = []\n');
    expect(parse(withPip ?? '')).toEqual({ 'cache-keys': [], ...pipAlone });
    expect(both(home(pip))[0]).toBeUndefined();
    expect(parse(both(home(pip))[1] ?? '')).toEqual(pipAlone);
  });

  it("its variables: a default index takes the place of the file's, further ones stand before", () => {
    const file =
      'index-url = "https://old.example/simple"\nextra-index-url = ["https://x.example/simple"]\n[[index]]\nname = "kept"\nurl = "https://kept.example/simple"\n';
    const root = home({ ...pip, '.config/uv/uv.toml': file });
    const env = {
      UV_DEFAULT_INDEX: 'https://new.example/simple',
      UV_INDEX: 'corp=https://corp.example/simple https://plain.example/simple',
      UV_INSECURE_HOST: 'corp.example',
    };
    const [uv, withPip] = both(root, env);
    expect(parse(uv ?? '')).toEqual({
      'extra-index-url': ['https://x.example/simple'],
      'allow-insecure-host': ['corp.example'],
      index: [
        { name: 'corp', url: 'https://corp.example/simple' },
        { url: 'https://plain.example/simple' },
        { name: 'kept', url: 'https://kept.example/simple' },
        { url: 'https://new.example/simple', default: true },
      ],
    });
    expect(withPip).toBe(uv);
  });

  it('a file that has to be added to and is no TOML is refused with its line', () => {
    const root = home({ '.config/uv/uv.toml': 'a = 1\nb = = index\n' });
    const refused = expect.objectContaining({
      code: 'bad-flag',
      facts: expect.objectContaining({ why: 'is no TOML: line 2' }),
    });
    expect(() => uvSettings(at(root, { UV_DEFAULT_INDEX: 'https://x' }))).toThrow(refused);
  });
});

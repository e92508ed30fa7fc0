/** What builds take from the host, read from the test's own home directory by the bundled manifests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostFound, RuntimeManifest } from '@smolfaas/core';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../process/environment.js';
import { parseManifests } from '../runtimes/manifest.js';
import { at, home, text } from './home.test.fixture.js';
import { hostFound } from './host-found.js';
import { hostSettings } from './host.js';

/** As an installed CLI reads them. */
const MANIFESTS = ['go', 'node', 'python', 'dockerfile'].flatMap((id) => {
  const file = new URL(`../../../runtime-${id}/package.json`, import.meta.url);
  const { smolfaas }: { smolfaas: unknown } = JSON.parse(readFileSync(file, 'utf8'));
  return (parseManifests(smolfaas) ?? []).map((parsed): RuntimeManifest => {
    if ('problem' in parsed) throw new Error(parsed.problem);
    return parsed.manifest;
  });
});

const found = (environment: Environment) => hostSettings(environment, MANIFESTS).found;
/** Without what this machine has for all its users. */
const contents = ({ files }: HostFound) => {
  const own = Object.entries(files).filter(([, { path }]) => !path.startsWith('/etc/'));
  return Object.fromEntries(own.map(([name, { content }]) => [name, text(content)]));
};
const all = (environment: Environment) =>
  Object.fromEntries(
    [...(found(environment) ?? [])].flatMap(([id, settings]) =>
      Object.entries(settings).map(([name, one]) => [`${id} ${name}`, contents(one)]),
    ),
  );

describe('the bundled runtimes', () => {
  const files = {
    '.netrc': 'machine m',
    '.npmrc': 'a=1',
    '.yarnrc.yml': 'npmAuthToken: t',
    'other.npmrc': 'b=2',
    '.config/go/env': 'GOPROXY=x',
    'Library/Application Support/go/env': 'GOPROXY=mac',
    '.config/uv/uv.toml': 'c = 3',
    '.config/pip/pip.conf': '[global]',
    '.pip/pip.conf': '[install]',
    'Library/Application Support/pip/pip.conf': '[mac]',
  };

  it('find the package managers at their usual places', () => {
    expect(all(at(home(files)))).toEqual({
      'go goenv': { env: 'GOPROXY=x' },
      'go netrc': { netrc: 'machine m' },
      'node npmrc': { npmrc: 'a=1' },
      'node yarnrc': { yarnrc: 'npmAuthToken: t' },
      'python netrc': { netrc: 'machine m' },
      'python uv': { uv: 'c = 3' },
      'python uv-with-pip': { uv: 'c = 3', 'pip-old': '[install]', 'pip-user': '[global]' },
    });
  });

  it('find them at those of the platform', () => {
    const mac = all(at(home(files), {}, 'darwin'));
    expect(mac['go goenv']).toEqual({ env: 'GOPROXY=mac' });
    expect(mac['python uv-with-pip']).toMatchObject({ 'pip-user': '[mac]', uv: 'c = 3' });
    const windows = all(at(home({ _netrc: 'machine w', '.netrc': 'machine m' }), {}, 'win32'));
    expect(windows['go netrc']).toEqual({ netrc: 'machine w' });
  });

  it('follow the variables that move them', () => {
    const root = home({ ...files, 'xdg/go/env': 'moved', 'my.toml': 'mine', 'venv/pip.conf': 'venv' });
    const env = {
      npm_config_userconfig: join(root, 'other.npmrc'),
      XDG_CONFIG_HOME: join(root, 'xdg'),
      UV_CONFIG_FILE: join(root, 'my.toml'),
      NETRC: join(root, 'my.toml'),
      VIRTUAL_ENV: join(root, 'venv'),
      PIP_CONFIG_FILE: join(root, 'my.toml'),
    };
    expect(all(at(root, env))).toMatchObject({
      'go goenv': { env: 'moved' },
      'go netrc': { netrc: 'mine' },
      'node npmrc': { npmrc: 'b=2' },
      'python uv': { uv: 'mine' },
      'python uv-with-pip': { uv: 'mine', 'pip-old': '[install]', 'pip-environment': 'venv', 'pip-named': 'mine' },
    });
    const upper = { NPM_CONFIG_USERCONFIG: join(root, 'other.npmrc'), NETRC: '' };
    expect(all(at(root, upper))).toMatchObject({ 'node npmrc': { npmrc: 'b=2' }, 'go netrc': { netrc: 'machine m' } });
  });

  it('find none where there are none, and none of Go with GOENV=off', () => {
    expect(Object.keys(hostSettings(at(home({})), MANIFESTS))).toEqual(['ca', 'found', 'variables']);
    expect(Object.values(all(at(home({}))))).toEqual([{}, {}, {}, {}, {}, {}, {}]);
    expect(all(at(home(files), { GOENV: 'off' }))['go goenv']).toEqual({});
  });

  it('take their own variables from the shell, and no others', () => {
    const env = {
      GOPRIVATE: 'corp.example',
      GOFLAGS: '-mod=vendor',
      GOPROXY: '',
      'npm_config_//npm.corp/:_authToken': 't',
      NPM_CONFIG_REGISTRY: 'https://r',
      HOME: '/x',
      AWS_SECRET_ACCESS_KEY: 'never',
    };
    const settings = found(at(home({}), env));
    expect(settings?.get('go')?.['goenv']?.variables).toEqual({ GOPRIVATE: 'corp.example' });
    expect(settings?.get('node')?.['npmrc']?.variables).toEqual({
      'npm_config_//npm.corp/:_authToken': 't',
      NPM_CONFIG_REGISTRY: 'https://r',
    });
    expect(JSON.stringify([...(settings ?? [])])).not.toContain('never');
  });

  it('do not take an unusable file for a missing one', () => {
    const root = home({ '.npmrc/inside': 'a directory in its place' });
    const named = expect.objectContaining({
      code: 'bad-flag',
      facts: expect.objectContaining({ flag: 'npm_config_userconfig' }),
    });
    expect(() => found(at(root))).toThrow(named);
    const unnamed = expect.objectContaining({ facts: expect.objectContaining({ flag: '.yarnrc.yml' }) });
    expect(() => found(at(home({ '.yarnrc.yml/inside': '' })))).toThrow(unnamed);
  });
});

describe("a stranger's runtime", () => {
  const manifest = (host: RuntimeManifest['host']): RuntimeManifest => ({
    id: 'rust',
    module: './index.js',
    detects: ['Cargo.toml'],
    ...(host && { host }),
  });

  // docs:start cargo
  const host: RuntimeManifest['host'] = {
    cargo: {
      about: 'registries and logins of cargo',
      files: { credentials: ['$CARGO_HOME/credentials.toml', '~/.cargo/credentials.toml'] },
    },
    'cargo-tokens': {
      about: 'tokens of registries',
      variables: ['CARGO_REGISTRIES_*', 'CARGO_REGISTRY_TOKEN'],
    },
  };
  // docs:end

  it('has its own files and variables read', () => {
    const root = home({ '.cargo/credentials.toml': '[registry]' });
    const env = { CARGO_REGISTRIES_CORP_TOKEN: 't', CARGO_REGISTRIES_CORP_INDEX: 'i', CARGO_HOME: '', CARGO_TERM: 'x' };
    const settings = hostFound([manifest(host)], at(root, env)).get('rust');
    expect(settings?.['cargo'] && contents(settings['cargo'])).toEqual({ credentials: '[registry]' });
    const variables = ['CARGO_REGISTRIES_CORP_INDEX', 'CARGO_REGISTRIES_CORP_TOKEN'];
    expect(Object.keys(settings?.['cargo-tokens']?.variables ?? {})).toEqual(variables);
  });

  it('without any is asked for none', () => {
    expect(hostFound([manifest(undefined)], at(home({}))).get('rust')).toEqual({});
  });
});

/** What builds take from the host, read from a home directory of the test's own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../process/environment.js';
import { caBundle } from './ca-bundle.js';
import { hostSettings, proxySettings } from './host.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

function home(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

function at(root: string, env: Environment['env'] = {}, platform: NodeJS.Platform = 'linux'): Environment {
  const terminal = { stdoutIsTerminal: false, stderrIsTerminal: false };
  return { env, platform, home: root, cwd: root, cores: 1, loopback6: false, ...terminal };
}

const text = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : Buffer.from(bytes).toString());

describe('hostSettings', () => {
  const files = {
    '.netrc': 'machine m',
    '.npmrc': 'a=1',
    'other.npmrc': 'b=2',
    '.config/go/env': 'GOPROXY=x',
    '.config/uv/uv.toml': 'c = 3',
  };

  it('finds the package managers at their usual places', () => {
    const { npmrc, goenv, uv, netrc } = hostSettings(at(home(files)));
    expect([npmrc, goenv, uv, netrc].map(text)).toEqual(['a=1', 'GOPROXY=x', 'c = 3', 'machine m']);
  });

  it('follows the variables that move them', () => {
    const root = home({ ...files, 'xdg/go/env': 'moved', 'my.toml': 'mine' });
    const env = {
      npm_config_userconfig: join(root, 'other.npmrc'),
      XDG_CONFIG_HOME: join(root, 'xdg'),
      UV_CONFIG_FILE: join(root, 'my.toml'),
      NETRC: join(root, 'my.toml'),
    };
    const { npmrc, goenv, uv, netrc } = hostSettings(at(root, env));
    expect([npmrc, goenv, uv, netrc].map(text)).toEqual(['b=2', 'moved', 'mine', 'mine']);
  });

  it('has none where there are none, and none of Go with GOENV=off', () => {
    expect(Object.keys(hostSettings(at(home({}))))).toEqual(['ca', 'variables']);
    expect(hostSettings(at(home(files), { GOENV: 'off' })).goenv).toBeUndefined();
  });

  it("adds the shell's own variables about Go modules after the file, and no others", () => {
    const env = { GOPRIVATE: 'corp.example', GOFLAGS: '-mod=vendor', GOOS: 'windows' };
    expect(text(hostSettings(at(home(files), env)).goenv)).toBe('GOPROXY=x\nGOPRIVATE=corp.example\n');
    expect(text(hostSettings(at(home({}), { ...env, GOENV: 'off' })).goenv)).toBe('GOPRIVATE=corp.example\n');
  });

  it('does not take an unusable file for a missing one', () => {
    const root = home({ '.npmrc/inside': 'a directory in its place' });
    expect(() => hostSettings(at(root))).toThrow(expect.objectContaining({ code: 'bad-flag' }));
  });
});

describe('proxySettings', () => {
  it('prefers lower case and leaves out what is not set', () => {
    expect(proxySettings({ http_proxy: 'http://a', HTTP_PROXY: 'http://b', NO_PROXY: 'c' })).toEqual({
      http: 'http://a',
      no: 'c',
    });
    expect(proxySettings({ PATH: '/bin' })).toBeUndefined();
  });
});

describe('caBundle', () => {
  const root = home({ 'system.pem': 'SYSTEM\n', 'own.pem': 'OWN\n', 'extra.pem': 'EXTRA\n' });
  const bundle = (env: Environment['env'], system = [join(root, 'system.pem')]) => text(caBundle(env, system));

  it('takes SSL_CERT_FILE before the bundle of the system, and adds NODE_EXTRA_CA_CERTS', () => {
    const extra = { NODE_EXTRA_CA_CERTS: join(root, 'extra.pem') };
    expect(bundle({})).toBe('SYSTEM\n');
    expect(bundle({ SSL_CERT_FILE: join(root, 'own.pem') })).toBe('OWN\n');
    expect(bundle(extra)).toBe('SYSTEM\nEXTRA\n');
    expect(bundle({ ...extra, SSL_CERT_FILE: join(root, 'extra.pem') })).toBe('EXTRA\n');
  });

  it("falls back to Node's roots, so that it is never empty", () => {
    expect(bundle({}, [join(root, 'nowhere.pem')])).toMatch(/^-----BEGIN CERTIFICATE-----/);
  });

  it('refuses a variable that names no file', () => {
    expect(() => bundle({ SSL_CERT_FILE: join(root, 'nowhere.pem') })).toThrow(
      expect.objectContaining({ code: 'bad-flag' }),
    );
  });
});

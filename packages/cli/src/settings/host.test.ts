/** What builds take from the host, read from the test's own home directory. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, home, text } from './home.test.fixture.js';
import { hostSettings } from './host.js';

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

/** The user's settings of uv and pip, from the host to the build: which are used, and which one wins. */
import { hostGiven } from '@smolfaas/testing';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { pipIndexes } from './pip.js';
import { uvConfig, uvConfigWithPip } from './uv.js';

const text = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value);

describe('pip', () => {
  const files = {
    uv: 'index-url = "https://not-pip.example/simple"',
    'pip-old': '[global]\nindex-url = https://old.example/simple\ntimeout = 60\n',
    'pip-user':
      '# mine\n[global]\nindex_url: https://one.example/simple\nextra-index-url =\n    https://two.example/simple\n  https://three.example/simple\n[freeze]\nindex-url = x\n[install]\ntrusted-host = two.example\n',
    'pip-environment': '[install]\nindex-url = https://venv.example/simple\n',
    'pip-named': '[global]\nindex-url = https://named.example/simple\n',
  };
  const further = ['https://two.example/simple', 'https://three.example/simple'];

  it('reads its files in its order, later ones win', () => {
    const { 'pip-environment': environment, 'pip-named': named, ...usual } = files;
    const mine = { main: 'https://one.example/simple', further, insecureHosts: ['two.example'] };
    expect(pipIndexes(hostGiven(usual))).toEqual(mine);
    const inVenv = { ...usual, 'pip-environment': environment };
    expect(pipIndexes(hostGiven(inVenv))).toEqual({ ...mine, main: 'https://venv.example/simple' });
    expect(pipIndexes(hostGiven({ ...inVenv, 'pip-named': named })).main).toBe('https://named.example/simple');
    expect(pipIndexes(hostGiven(files, { PIP_CONFIG_FILE: '/dev/null' }))).toEqual({ further: [], insecureHosts: [] });
  });

  it('its variables win over all files', () => {
    const env = { PIP_INDEX_URL: 'https://env.example/simple', PIP_EXTRA_INDEX_URL: 'https://a https://b' };
    expect(pipIndexes(hostGiven(files, env))).toEqual({
      main: 'https://env.example/simple',
      further: ['https://a', 'https://b'],
      insecureHosts: ['two.example'],
    });
  });
});

describe('uv', () => {
  const both = (files: Readonly<Record<string, string>>, env: Record<string, string> = {}) =>
    [uvConfig(hostGiven(files, env)), uvConfigWithPip(hostGiven(files, env))].map(text);
  const toml = (value: unknown) => parse(typeof value === 'string' ? value : '');
  const pip = { 'pip-user': '[global]\nindex-url = https://pip.example/simple\n' };

  it('a file of its own is served as it is, and wins over pip', () => {
    const file = '# mine\nindex-url = "https://uv.example/simple"\n';
    expect(both({ ...pip, uv: file })).toEqual([file, file]);
  });

  it("pip's indexes count where uv's settings name none, and only without uv.lock", () => {
    const pipAlone = { index: [{ url: 'https://pip.example/simple', default: true }] };
    const [uv, withPip] = both({ ...pip, uv: 'cache-keys = []\n' });
    expect(uv).toBe('cache-keys = []\n');
    expect(toml(withPip)).toEqual({ 'cache-keys': [], ...pipAlone });
    expect(both(pip)[0]).toBeUndefined();
    expect(toml(both(pip)[1])).toEqual(pipAlone);
  });

  it("its variables: a default index takes the place of the file's, further ones stand before", () => {
    const file =
      'index-url = "https://old.example/simple"\nextra-index-url = ["https://x.example/simple"]\n[[index]]\nname = "kept"\nurl = "https://kept.example/simple"\n';
    const env = {
      UV_DEFAULT_INDEX: 'https://new.example/simple',
      UV_INDEX: 'corp=https://corp.example/simple https://plain.example/simple',
      UV_INSECURE_HOST: 'corp.example',
    };
    const [uv, withPip] = both({ ...pip, uv: file }, env);
    expect(toml(uv)).toEqual({
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

  it('a file that has to be added to and is no TOML is refused with its line; without additions it is served', () => {
    const file = { uv: 'a = 1\nb = = index\n' };
    expect(uvConfig(hostGiven(file, { UV_DEFAULT_INDEX: 'https://x' }))).toEqual({
      refused: { message: '/home/me/uv is no TOML: line 2', hint: expect.stringContaining('correct it') },
    });
    expect(text(uvConfig(hostGiven(file)))).toBe(file.uv);
    expect(uvConfigWithPip(hostGiven({ ...file, ...pip }))).toMatchObject({ refused: {} });
  });
});

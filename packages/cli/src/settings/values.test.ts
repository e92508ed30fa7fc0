/** Flag before environment before project file before default, with the source of each value. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commonFlags, type FlagValues } from '../flags/common.js';
import { upFlags } from '../flags/up.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { parseProjectFile } from './project-file/parse.js';
import { projectSettings } from './project-file/project.js';
import { NO_PROJECT_FILE } from './project-file/project-file.js';
import { functionsDir, toSettings } from './settings.js';
import { valuesOf } from './values.js';

const NONE: FlagValues = { verbose: false };
const FILE = parseProjectFile('/p/f.yaml', 'version: 1\nhttp_port: 81\nbind: 10.0.0.1\noffline: true\n');

describe('the source of a value', () => {
  it.each([
    ['the flag', { 'http-port': '83' }, { SMOLFAAS_HTTP_PORT: '82' }, FILE, ['--http-port', '83']],
    ['the variable', { 'http-port': '82' }, { SMOLFAAS_HTTP_PORT: '82' }, FILE, ['SMOLFAAS_HTTP_PORT', '82']],
    ['the file', {}, {}, FILE, ['/p/f.yaml:2:12: http_port', '81']],
    ['nothing', {}, {}, NO_PROJECT_FILE, undefined],
  ])('is %s', (_, flags, env, file, expected) => {
    expect(valuesOf({ ...NONE, ...flags }, env, file).given('http-port')).toEqual(expected);
  });

  it('is known for lists', () => {
    expect(valuesOf(NONE, {}, FILE).bind()).toEqual(['/p/f.yaml:3:7: bind', ['10.0.0.1']]);
    expect(valuesOf({ ...NONE, bind: ['::1'] }, {}, FILE).bind()).toEqual(['--bind', ['::1']]);
    expect(valuesOf({ ...NONE, bind: '::1' }, { SMOLFAAS_BIND: '::1' }, FILE).bind()).toEqual([
      'SMOLFAAS_BIND',
      ['::1'],
    ]);
    expect(valuesOf(NONE, {}, NO_PROJECT_FILE).bind()).toBeUndefined();
  });

  it('may be a flag that switches off what the file switches on', () => {
    expect(valuesOf(NONE, {}, FILE).on('offline', false)).toBe(true);
    expect(valuesOf({ ...NONE, offline: false }, {}, FILE).on('offline', false)).toBe(false);
    expect(valuesOf(NONE, {}, NO_PROJECT_FILE).on('version-header', true)).toBe(true);
  });

  it('can be the file for every flag, and every switch has a negation', () => {
    const flags = { ...commonFlags, ...upFlags };
    const { config: _config, profile: _profile, verbose: _verbose, ...settable } = flags;
    const keys = Object.keys(settable).map((name) => name.replaceAll('-', '_'));
    expect(
      Object.keys(projectSettings)
        .filter((key) => key !== 'bases')
        .sort(),
    ).toEqual(keys.sort());
    const switches = Object.values(settable).filter((flag) => flag.type === 'boolean');
    expect(switches.filter((flag) => !flag.allowNo)).toEqual([]);
    expect(Object.entries(flags).filter(([, flag]) => flag.default !== undefined)).toEqual([]);
  });
});

describe('settings of a project file', () => {
  const cwd = temporaryFolder();
  const environment = {
    env: {},
    platform: 'linux' as const,
    home: cwd,
    cwd: join(cwd, 'sub'),
    cores: 4,
    loopback6: true,
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
  };
  const file = (lines: readonly string[]) =>
    parseProjectFile(join(cwd, 'f.yaml'), ['version: 1', ...lines, ''].join('\n'));
  const settings = (lines: readonly string[], flags: Partial<FlagValues> = {}) =>
    toSettings({ ...NONE, ...flags }, environment, file(lines));

  it('reach the run, each of them', () => {
    const lines = [
      'functions_dir: src',
      'state_db: var/state.db',
      'addr: shop.localhost',
      'http_port: 8080',
      'https_port: 8443',
      'bind: [10.0.0.1, "::1"]',
      'name: shop',
      'network: net',
      'image_prefix: shop',
      'caddy_name: shop-router',
      'buildkit_name: shop-buildkitd',
      'builder: container',
      'function_ca: true',
      'version_header: false',
      'build_timeout: 100',
      'ready_timeout: 10',
      'drain_timeout: 0',
      'parallel: 3',
      'max_source_size: 5m',
      'max_source_files: 50',
      'keep_images: 0',
      'locked: true',
      'offline: true',
      'remove_orphans: true',
      'bases: { node-build: example.com/node:24 }',
    ];
    expect(settings(lines)).toMatchObject({
      functionsDir: join(cwd, 'src'),
      stateDb: join(cwd, 'var', 'state.db'),
      addr: 'shop.localhost',
      httpPort: 8080,
      httpsPort: 8443,
      bind: ['10.0.0.1', '::1'],
      name: 'shop',
      network: 'net',
      imagePrefix: 'shop',
      caddyName: 'shop-router',
      buildkitName: 'shop-buildkitd',
      builder: { kind: 'container' },
      functionCa: true,
      versionHeader: false,
      buildTimeoutMs: 100_000,
      readyTimeoutMs: 10_000,
      drainTimeoutMs: 0,
      parallel: 3,
      sourceLimits: { bytes: 5_000_000, files: 50 },
      keepImages: 0,
      locked: true,
      offline: true,
      removeOrphans: true,
      bases: { 'node-build': 'example.com/node:24' },
      lockFile: join(cwd, 'smolfaas.lock'),
    });
  });

  it('have the place of a wrong value', () => {
    expect(() => settings(['http_port: 81', 'https_port: 81'])).toThrow(
      /f\.yaml:3:13: https_port.*is the HTTP port too/,
    );
    expect(() => settings(['ca_file: gone.pem'])).toThrow(/f\.yaml:2:10: ca_file.*gone\.pem.*cannot be read/);
    expect(() => settings(['builder_tls: tls'])).toThrow(/f\.yaml:2:14: builder_tls.*is for --builder tcp/);
    expect(() => settings(['state_db: var'], { 'state-db': '..' })).toThrow(/--state-db.*is a directory/);
  });

  it('put the database beside the file where it names the functions directory', () => {
    expect(settings(['functions_dir: api']).stateDb).toBe(join(cwd, '.smolfaas'));
    expect(settings([]).stateDb).toBe(join(cwd, 'sub', '.smolfaas'));
    expect(settings(['functions_dir: api'], { 'state-db': 'x' }).stateDb).toBe(join(cwd, 'sub', 'x'));
  });

  it('leave places open when the file is broken: the recorded directory, and the database that exists', () => {
    const broken = { ...NO_PROJECT_FILE, path: join(cwd, 'f.yaml'), warning: 'broken' };
    const guess = toSettings(NONE, environment, broken);
    expect([guess.stateDb, guess.functionsDirIsGuess]).toEqual([join(cwd, '.smolfaas'), true]);
    const named = toSettings({ ...NONE, 'functions-dir': 'x' }, environment, broken);
    expect(named.functionsDirIsGuess).toBeUndefined();
  });

  it('refuse a functions directory of a file above beside one that is here', () => {
    const above = file(['functions_dir: api']);
    expect(functionsDir(NONE, environment, above)).toBe(join(cwd, 'api'));
    mkdirSync(join(cwd, 'sub', 'functions'), { recursive: true });
    expect(() => functionsDir(NONE, environment, above)).toThrow(
      /functions_dir.*name one of them with --functions-dir/,
    );
    expect(functionsDir({ ...NONE, 'functions-dir': 'x' }, environment, above)).toBe(join(cwd, 'sub', 'x'));
    expect(functionsDir(NONE, environment, file(['functions_dir: sub/functions']))).toBe(join(cwd, 'sub', 'functions'));
  });
});

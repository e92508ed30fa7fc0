/** Flags become settings, or a bad-flag error that names the flag, the value and the rule. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSmolfaasError } from '@smolfaas/core';
import { describe, expect, it } from 'vitest';
import type { FlagValues } from '../flags/common.js';
import type { Environment } from '../process/environment.js';
import { toSettings } from './settings.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

const DEFAULTS: FlagValues = {
  addr: 'fn.localhost',
  builder: 'auto',
  'build-timeout': '600',
  'ready-timeout': '30',
  'drain-timeout': '15',
  'max-source-size': '1g',
  'max-source-files': '100000',
  'keep-images': '2',
  verbose: false,
};

function surroundings(over: Partial<Environment> = {}): Environment {
  const home = temporaryFolder();
  return {
    env: {},
    platform: 'linux',
    home,
    cwd: home,
    cores: 4,
    loopback6: true,
    stdoutIsTerminal: false,
    stdinIsTerminal: false,
    stderrIsTerminal: false,
    ...over,
  };
}

describe('toSettings', () => {
  it('gives the defaults of the base contract their final form', () => {
    const environment = surroundings();
    const { host, ...settings } = toSettings(DEFAULTS, environment);
    expect(settings).toEqual({
      functionsDir: join(environment.cwd, 'functions'),
      addr: 'fn.localhost',
      network: undefined,
      caddyName: undefined,
      buildkitName: undefined,
      imagePrefix: undefined,
      stateDb: join(environment.cwd, '.smolfaas'),
      httpPort: undefined,
      httpsPort: undefined,
      bind: ['127.0.0.1', '::1'],
      builder: { kind: 'auto' },
      readyTimeoutMs: 30_000,
      drainTimeoutMs: 15_000,
      buildTimeoutMs: 600_000,
      parallel: 5,
      removeOrphans: false,
      functionCa: false,
      versionHeader: true,
      keepImages: 2,
      sourceLimits: { bytes: 1_000_000_000, files: 100_000 },
      bases: {},
      functions: new Map(),
      registries: {},
      lockFile: join(environment.cwd, 'smolfaas.lock'),
      lock: undefined,
      locked: false,
      offline: false,
    });
    expect(host.ca.length).toBeGreaterThan(1000);
  });

  it('binds to IPv4 only where IPv6 is off', () => {
    expect(toSettings(DEFAULTS, surroundings({ loopback6: false })).bind).toEqual(['127.0.0.1']);
  });

  it('takes addresses repeated, with commas (as from the environment), and in brackets', () => {
    const bind = (value: string | string[]) => toSettings({ ...DEFAULTS, bind: value }, surroundings()).bind;
    expect(bind(['0.0.0.0', '[::]', '0.0.0.0'])).toEqual(['0.0.0.0', '::']);
    expect(bind('10.0.0.1, 127.0.0.1')).toEqual(['10.0.0.1', '127.0.0.1']);
  });

  it('makes the host name lower-case', () => {
    expect(toSettings({ ...DEFAULTS, addr: 'MyApp.Local' }, surroundings()).addr).toBe('myapp.local');
  });

  it('takes each port once', () => {
    const both = { ...DEFAULTS, 'http-port': '8443', 'https-port': '8443' };
    expect(() => toSettings(both, surroundings())).toThrow(expect.objectContaining({ code: 'bad-flag' }));
    expect(toSettings({ ...DEFAULTS, 'http-port': '443' }, surroundings()).httpPort).toBe(443);
  });

  it('reads base images from the environment', () => {
    const env = { SMOLFAAS_BASE_NODE_BUILD: 'example.com/node:22', SMOLFAAS_BASE_GO: '' };
    expect(toSettings(DEFAULTS, surroundings({ env })).bases).toEqual({ 'node-build': 'example.com/node:22' });
  });

  it.each<[keyof FlagValues, string]>([
    ['http-port', '0'],
    ['http-port', '65536'],
    ['http-port', '8e1'],
    ['https-port', 'https'],
    ['addr', '127.0.0.1'],
    ['addr', '::1'],
    ['addr', 'https://fn.localhost'],
    ['addr', 'fn.localhost:8443'],
    ['addr', 'a_b.localhost'],
    ['addr', ''],
    ['addr', 'x'.repeat(64)],
    ['network', 'a'],
    ['network', '-net'],
    ['network', 'a b'],
    ['image-prefix', 'Upper'],
    ['image-prefix', 'ends-'],
    ['image-prefix', 'a..b'],
    ['image-prefix', 'a/b'],
    ['caddy-name', 'a/b'],
    ['name', 'My shop'],
    ['name', 'x'.repeat(41)],
    ['buildkit-name', ''],
    ['builder', 'docker'],
    ['builder', 'unix://'],
    ['builder', 'tcp://host'],
    ['builder', 'tcp://host:1/path'],
    ['builder', 'tcp://user@host:1'],
    ['builder', 'http://host:1'],
    ['builder-tls', 'certs'],
    ['ready-timeout', '-1'],
    ['ready-timeout', '1.5'],
    ['drain-timeout', '-1'],
    ['drain-timeout', '5s'],
    ['drain-timeout', '3601'],
    ['build-timeout', '0'],
    ['parallel', '0'],
    ['keep-images', '-1'],
    ['max-source-size', '1 gig'],
    ['max-source-files', '0'],
    ['bind', 'localhost'],
    ['functions-dir', ' '],
    ['state-db', ''],
    ['state-db', 'state/'],
  ])('refuses --%s %j', (flag, value) => {
    const attempt = () => toSettings({ ...DEFAULTS, [flag]: value }, surroundings());
    expect(attempt).toThrow(expect.objectContaining({ code: 'bad-flag' }));
  });

  it('refuses a directory as the state database', () => {
    const environment = surroundings();
    mkdirSync(join(environment.cwd, '.smolfaas'));
    let thrown: unknown;
    try {
      toSettings(DEFAULTS, environment);
    } catch (error) {
      thrown = error;
    }
    expect(isSmolfaasError(thrown, 'bad-flag') && thrown.facts.flag).toBe('--state-db');
  });
});

describe('--builder', () => {
  const builderOf = (flags: Partial<FlagValues>, environment = surroundings()) =>
    toSettings({ ...DEFAULTS, ...flags }, environment).builder;

  it('takes a word or an address', () => {
    expect(builderOf({ builder: 'container' })).toEqual({ kind: 'container' });
    expect(builderOf({ builder: 'unix:///run/b.sock' })).toEqual({ kind: 'address', address: 'unix:///run/b.sock' });
    expect(builderOf({ builder: 'tcp://[::1]:1234/' })).toEqual({ kind: 'address', address: 'tcp://[::1]:1234' });
  });

  it('takes TLS files by their usual names, certificate and key together', () => {
    const environment = surroundings();
    const folder = join(environment.cwd, 'certs');
    mkdirSync(folder);
    const given = { builder: 'tcp://b:1234', 'builder-tls': 'certs' };
    expect(() => builderOf(given, environment)).toThrow(expect.objectContaining({ code: 'bad-flag' }));
    writeFileSync(join(folder, 'ca.pem'), 'a');
    expect(builderOf(given, environment)).toMatchObject({ tls: { ca: Buffer.from('a') } });
    writeFileSync(join(folder, 'cert.pem'), 'c');
    expect(() => builderOf(given, environment)).toThrow(/cert.pem without key.pem/);
    writeFileSync(join(folder, 'key.pem'), 'k');
    const tls = { ca: Buffer.from('a'), cert: Buffer.from('c'), key: Buffer.from('k') };
    expect(builderOf(given, environment)).toEqual({ kind: 'address', address: 'tcp://b:1234', tls });
  });
});

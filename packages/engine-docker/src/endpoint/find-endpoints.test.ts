import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findEndpoints } from './find-endpoints.js';
import { hostFiles, type ClientHost } from './client-host.js';

/** A temporary home directory. System paths are looked up below it too. */
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'endpoint-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function place(env: ClientHost['env'] = {}, more: Partial<ClientHost> = {}): ClientHost {
  const inHome = (path: string) => (path.startsWith(home) ? path : join(home, 'system', path));
  const files = {
    read: (path: string) => hostFiles.read(inHome(path)),
    exists: (path: string) => hostFiles.exists(inHome(path)),
  };
  return { env, home, files, ...more };
}

function put(path: string, text: string | object): void {
  const full = join(home, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, typeof text === 'string' ? text : JSON.stringify(text));
}

function putContext(name: string, host: string, tls: Record<string, string> = {}): void {
  const id = createHash('sha256').update(name).digest('hex');
  put(`.docker/contexts/meta/${id}/meta.json`, { Name: name, Endpoints: { docker: { Host: host } } });
  for (const [file, text] of Object.entries(tls)) put(`.docker/contexts/tls/${id}/docker/${file}`, text);
}

const labels = (where: ClientHost) => findEndpoints(where, 'linux').map((e) => `${e.label} (${e.origin})`);

describe('findEndpoints', () => {
  it('prefers option, then DOCKER_HOST, then DOCKER_CONTEXT, then the current context, then a socket', () => {
    put('system/var/run/docker.sock', '');
    expect(labels(place())).toEqual(['unix:///var/run/docker.sock (default)']);
    putContext('colima', 'unix:///c.sock');
    putContext('other', 'unix:///o.sock');
    put('.docker/config.json', { currentContext: 'colima' });
    expect(labels(place())).toEqual(['unix:///c.sock (context "colima")']);
    const env = { DOCKER_CONTEXT: 'other' };
    expect(labels(place(env))).toEqual(['unix:///o.sock (context "other")']);
    const withHost = { ...env, DOCKER_HOST: 'unix:///h.sock' };
    expect(labels(place(withHost))).toEqual(['unix:///h.sock (DOCKER_HOST)']);
    expect(labels(place(withHost, { dockerHost: 'tcp://10.0.0.1' }))).toEqual([
      'tcp://10.0.0.1:2375 (option dockerHost)',
    ]);
  });

  it('offers every default socket that exists, the system’s first', () => {
    put('.colima/default/docker.sock', '');
    put('.docker/run/docker.sock', '');
    put('run-user/docker.sock', '');
    put('run-user/podman/podman.sock', '');
    put('system/run/podman/podman.sock', '');
    const found = labels(place({ XDG_RUNTIME_DIR: join(home, 'run-user') }));
    expect(found.map((label) => label.replace(home, '~'))).toEqual([
      'unix://~/.docker/run/docker.sock (default)',
      'unix://~/.colima/default/docker.sock (default)',
      'unix://~/run-user/docker.sock (default)',
      'unix://~/run-user/podman/podman.sock (default)',
      'unix:///run/podman/podman.sock (default)',
    ]);
  });

  it('names every place it looked at when there is nothing', () => {
    const tried = expect.arrayContaining(['/var/run/docker.sock', join(home, '.colima/default/docker.sock')]);
    expect(() => findEndpoints(place(), 'linux')).toThrow(
      expect.objectContaining({ code: 'engine-not-found', facts: { tried } }),
    );
  });

  it('uses the named pipe on Windows', () => {
    expect(findEndpoints(place(), 'win32')).toMatchObject([
      { address: { kind: 'socket', path: '//./pipe/docker_engine' } },
    ]);
  });
});

describe('contexts', () => {
  it('reads the certificates of a context', () => {
    putContext('remote', 'tcp://engine.example:2376', { 'ca.pem': 'CA', 'cert.pem': 'CERT', 'key.pem': 'KEY' });
    const [found] = findEndpoints(place({ DOCKER_CONTEXT: 'remote' }), 'linux');
    expect(found?.address).toEqual({
      kind: 'tcp',
      host: 'engine.example',
      port: 2376,
      tls: { ca: Buffer.from('CA'), cert: Buffer.from('CERT'), key: Buffer.from('KEY') },
    });
  });

  it('follows DOCKER_CONFIG', () => {
    put('elsewhere/config.json', { currentContext: 'far' });
    const id = createHash('sha256').update('far').digest('hex');
    put(`elsewhere/contexts/meta/${id}/meta.json`, { Endpoints: { docker: { Host: 'unix:///far.sock' } } });
    expect(labels(place({ DOCKER_CONFIG: join(home, 'elsewhere') }))).toEqual(['unix:///far.sock (context "far")']);
  });

  it('takes "default" as no context at all', () => {
    put('system/var/run/docker.sock', '');
    put('.docker/config.json', { currentContext: 'default' });
    expect(labels(place())).toEqual(['unix:///var/run/docker.sock (default)']);
  });

  it('refuses a selected context that is not stored, instead of taking another engine', () => {
    put('system/var/run/docker.sock', '');
    expect(() => findEndpoints(place({ DOCKER_CONTEXT: 'lost' }), 'linux')).toThrow(
      expect.objectContaining({
        code: 'engine-unreachable',
        facts: { endpoint: 'context "lost"', message: expect.stringContaining('"lost" is selected') },
      }),
    );
  });

  it('goes on when the docker configuration is broken', () => {
    put('system/var/run/docker.sock', '');
    put('.docker/config.json', '{ not json');
    expect(labels(place())).toEqual(['unix:///var/run/docker.sock (default)']);
  });
});

describe('DOCKER_HOST', () => {
  it.each([
    ['tcp://h:1234', 'tcp://h:1234'],
    ['h:1234', 'tcp://h:1234'],
    ['tcp://h', 'tcp://h:2375'],
    ['tcp://[::1]:2375', 'tcp://[::1]:2375'],
    ['http://h:80', 'tcp://h:80'],
    ['unix://', 'unix:///var/run/docker.sock'],
    ['npipe:////./pipe/x', 'npipe:////./pipe/x'],
  ])('%s is %s', (given, label) => {
    expect(findEndpoints(place({ DOCKER_HOST: given }), 'linux')[0]?.label).toBe(label);
  });

  it('turns TLS on for port 2376 and for DOCKER_TLS_VERIFY', () => {
    put('certs/ca.pem', 'CA');
    const env = { DOCKER_CERT_PATH: join(home, 'certs') };
    const tls = { ca: Buffer.from('CA') };
    const at = (more: Record<string, string>) => findEndpoints(place({ ...env, ...more }), 'linux')[0]?.address;
    expect(at({ DOCKER_HOST: 'tcp://h:2376' })).toEqual({ kind: 'tcp', host: 'h', port: 2376, tls });
    expect(at({ DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1' })).toEqual({ kind: 'tcp', host: 'h', port: 2376, tls });
    expect(at({ DOCKER_HOST: 'tcp://h:2375' })).toEqual({ kind: 'tcp', host: 'h', port: 2375 });
  });

  it.each([
    [
      'ssh://me@host',
      /behind ssh.*: ssh -nNT -L \/tmp\/smolfaas-docker.sock:\/var\/run\/docker.sock me@host & export DOCKER_HOST=unix:\/\/\/tmp\//,
    ],
    ['ssh://me@host:2222/', /docker.sock -p 2222 me@host & export/],
    ['gopher://h', /unknown scheme/],
    ['tcp://', /is not an address/],
  ])('refuses %s in words', (given, message) => {
    expect(() => findEndpoints(place({ DOCKER_HOST: given }), 'linux')).toThrow(
      expect.objectContaining({
        code: 'engine-unreachable',
        facts: { endpoint: given, message: expect.stringMatching(message) },
      }),
    );
  });
});

/**
 * Tests logins from a real directory and real helper programs: when they are looked up, where
 * helpers may be, and how they fail.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoginSources, registryLogins } from './logins.js';

const CANARY = 'c4nary-secret';
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'logins-'));
  for (const directory of ['home', 'bin', 'project/bin', 'repo/node_modules/.bin'])
    mkdirSync(join(root, directory), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (path: string): string => join(root, path);

function place(config: unknown, more: Partial<LoginSources> = {}): LoginSources {
  writeFileSync(at('home/config.json'), typeof config === 'string' ? config : JSON.stringify(config));
  const env = { PATH: [at('bin'), process.env['PATH']].join(delimiter) };
  return { configDir: at('home'), env, home: at('home'), untrusted: [at('project')], ...more };
}

/** A helper that records its input and its working directory. */
function helper(directory: string, script: string): void {
  const file = at(`${directory}/docker-credential-test`);
  writeFileSync(file, `#!/bin/sh\nread -r server\necho "$1 $server $PWD" >> "${at('calls')}"\n${script}\n`);
  chmodSync(file, 0o755);
}
const ANSWERS = `echo '{"ServerURL":"x","Username":"me","Secret":"${CANARY}"}'`;
const calls = (): string[] => readFileSync(at('calls'), 'utf8').trim().split('\n');
const stored = { credsStore: 'test' };

describe('a helper', () => {
  it('is asked once for each registry, with the server’s address on stdin, in the user’s home', async () => {
    helper('bin', ANSWERS);
    const logins = registryLogins(place(stored));
    const hub = await Promise.all(['docker.io', 'registry-1.docker.io'].map((host) => logins.login(host)));
    expect(hub).toEqual([
      { username: 'me', secret: CANARY },
      { username: 'me', secret: CANARY },
    ]);
    await logins.login('r.example:5000');
    expect(calls()).toEqual([`get https://index.docker.io/v1/ ${at('home')}`, `get r.example:5000 ${at('home')}`]);
    expect(logins.tried('index.docker.io')).toEqual({ kind: 'login', user: 'me', from: 'docker-credential-test' });
  });

  it('may give a token', async () => {
    helper('bin', `echo '{"Username":"<token>","Secret":"${CANARY}"}'`);
    const logins = registryLogins(place(stored));
    expect(await logins.login('r.example')).toEqual({ username: '', secret: CANARY });
    expect(logins.tried('r.example')).toEqual({ kind: 'login', from: 'docker-credential-test' });
  });

  it('that has no login means anonymous', async () => {
    helper('bin', 'echo "credentials not found in native keychain"; exit 1');
    const logins = registryLogins(place(stored));
    expect(await logins.login('r.example')).toBeUndefined();
    expect(logins.tried('r.example')).toEqual({ kind: 'anonymous', lookedIn: 'docker-credential-test' });
  });

  it.each([
    ['echo "the keychain is locked" >&2; exit 1', 'it ended with exit code 1: the keychain is locked'],
    [`echo '{"Secret":"${CANARY}"}'; exit 1`, /exit code 1: its output is not shown/],
    [`echo 'not JSON ${CANARY}'`, 'its answer is not the JSON of a credential helper'],
    [`echo '{"Username":"me","Secret":7}'`, 'its answer is not a login'],
    ['sleep 30', 'it did not answer within 1 s'],
    ['yes', 'its output does not end'],
  ])('that fails is an error without the secret: %s', async (script, message) => {
    helper('bin', script);
    const logins = registryLogins(place(stored, { helperDeadlineMs: 1000 }));
    const failure: unknown = await logins.login('r.example').catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'registry-login-failed',
      facts: {
        registry: 'r.example',
        helper: 'docker-credential-test',
        config: at('home/config.json'),
        message: expect.stringMatching(message),
      },
    });
    expect(String(failure) + String((failure as Error).cause)).not.toContain(CANARY);
  });
});

describe('where a helper may be', () => {
  const failure = (path: string) =>
    registryLogins(place(stored, { env: { PATH: path } }))
      .login('r.example')
      .then(
        () => 'started',
        (error: { facts: { message: string } }) => error.facts.message,
      );
  const system = '/usr/bin:/bin';

  it.each([
    ['the project', 'project/bin'],
    ['a node_modules above it', 'repo/node_modules/.bin'],
  ])('not in %s, though PATH names it first', async (_, directory) => {
    helper(directory, ANSWERS);
    expect(await failure(`${at(directory)}:${system}`)).toBe(`it is only in "${at(directory)}", which is not trusted`);
    helper('bin', ANSWERS);
    expect(await failure(`${at(directory)}:${at('bin')}:${system}`)).toBe('started');
    expect(calls()).toHaveLength(1);
  });

  it('not behind a link into the project', async () => {
    helper('project/bin', ANSWERS);
    symlinkSync(at('project/bin'), at('innocent'));
    expect(await failure(`${at('innocent')}:${system}`)).toContain('not trusted');
  });

  it('not in a relative directory', async () => {
    helper('bin', ANSWERS);
    const before = process.cwd();
    process.chdir(at('bin'));
    try {
      expect(await failure(`.:${system}`)).toContain('not trusted');
      expect(await failure(`:${system}`)).toContain('not trusted');
    } finally {
      process.chdir(before);
    }
  });

  it('nowhere else', async () => {
    expect(await failure(system)).toBe('it is not on PATH');
    const logins = registryLogins(place({ credsStore: '../project/bin/x' }));
    await expect(logins.login('r.example')).rejects.toMatchObject({
      facts: { message: 'its name is not that of a program' },
    });
  });
});

describe('without a helper', () => {
  const auths = { 'r.example': { auth: Buffer.from(`me:${CANARY}`).toString('base64') } };

  it('the login is in the file, which is read when the first registry asks', async () => {
    const where = place({});
    const logins = registryLogins(where);
    place({ auths });
    expect(await logins.login('r.example')).toEqual({ username: 'me', secret: CANARY });
    expect(logins.tried('r.example')).toEqual({ kind: 'login', user: 'me', from: at('home/config.json') });
    expect(logins.tried('other.example')).toBeUndefined();
  });

  it('DOCKER_AUTH_CONFIG wins', async () => {
    const env = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'r.example': { username: 'ci', password: 'x' } } }) };
    const logins = registryLogins(place({ auths }, { env }));
    expect(await logins.login('r.example')).toEqual({ username: 'ci', secret: 'x' });
    expect(logins.tried('r.example')).toEqual({ kind: 'login', user: 'ci', from: 'DOCKER_AUTH_CONFIG' });
  });

  it.each([
    ['{ not json', ', which is not valid JSON'],
    ['{}', ''],
  ])('a file like %j means anonymous, and is told', async (text, told) => {
    const logins = registryLogins(place(text));
    expect(await logins.login('r.example')).toBeUndefined();
    expect(logins.tried('r.example')).toEqual({ kind: 'anonymous', lookedIn: `${at('home/config.json')}${told}` });
  });

  it('no file means anonymous', async () => {
    const where = place({});
    rmSync(at('home/config.json'));
    const logins = registryLogins(where);
    expect(await logins.login('r.example')).toBeUndefined();
    expect(logins.tried('r.example')).toMatchObject({ lookedIn: expect.stringContaining('does not exist') });
  });
});

/**
 * Which failures show that the source is at fault, and which reason they give.
 */
import { expect, test } from 'vitest';
import type { ProbeResult } from '../contract/caddy-manager.js';
import { type ErrorCode, type ErrorFacts, SmolfaasError } from '../contract/errors.js';
import { rejectionReason } from './rejection-reason.js';

const reason = <C extends ErrorCode>(code: C, facts: ErrorFacts[C]) => rejectionReason(new SmolfaasError(code, facts));
const FAILED = { code: 'step-failed', facts: { step: 'npm ci' } };
const step = (exitCode: number, ...log: string[]) =>
  reason('build-step-failed', { function: 'a', step: 'npm ci', exitCode, log });

test('a step that failed, unless it printed that its surroundings did', () => {
  expect(step(1, 'npm error code EUSAGE', 'npm error `npm ci` can only install with an existing lock')).toEqual(FAILED);
  expect(step(2, './main.go:4:2: undefined: nope')).toEqual(FAILED);
});

test.each([
  'npm error code EAI_AGAIN',
  'npm error request to https://registry.npmjs.org/x failed, reason: connect ECONNREFUSED 127.0.0.1:4873',
  'npm error code E503',
  'go: module example.org/x: Get "https://proxy.golang.org/x": dial tcp: lookup proxy.golang.org: no such host',
  'tls: failed to verify certificate: x509: certificate signed by unknown authority',
  'error: Failed to fetch: `https://pypi.org/simple/x/`  Caused by: dns error: failed to lookup address information',
  "W: Temporary failure resolving 'deb.debian.org'",
  'npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY unable to get local issuer certificate',
  'write /src/x: no space left on device',
])('not a step that printed: %s', (line) => {
  expect(step(1, 'something before', line, 'something after')).toBeUndefined();
});

test('not a step that was killed', () => {
  expect(step(137)).toBeUndefined();
});

test('a build that failed, unless the builder did or a registry', () => {
  const message = 'dockerfile parse error on line 2: unknown instruction: RUNN';
  expect(reason('build-failed', { function: 'a', message })).toEqual({ code: 'build-failed', facts: {} });
  expect(
    reason('build-failed', { function: 'a', message: 'it ended without an image', ofBuilder: true }),
  ).toBeUndefined();
  expect(
    reason('build-failed', { function: 'a', message: 'failed to do request: dial tcp: i/o timeout' }),
  ).toBeUndefined();
});

test('a base image that its registry does not have, not one that no registry could be asked for', () => {
  const problem = {
    function: 'a',
    reference: 'docker.io/x:9',
    registry: 'docker.io',
    fetcher: 'engine',
    message: '',
  } as const;
  expect(reason('base-image-missing', { ...problem, why: 'not-found' })).toEqual({
    code: 'no-base-image',
    facts: { reference: 'docker.io/x:9' },
  });
  for (const why of [
    'unauthorized',
    'unreachable',
    'no-dns',
    'unknown-ca',
    'expired',
    'plain-http',
    'unknown',
  ] as const)
    expect(reason('base-image-missing', { ...problem, why })).toBeUndefined();
});

test.each([
  ['OCI runtime create failed: exec: "serve": executable file not found in $PATH: unknown', true],
  ['OCI runtime create failed: fork/exec /init: no such file or directory: unknown', true],
  ['failed to create endpoint on network x: could not find an available IP address', false],
  ['mkdir /var/lib/docker/overlay2/x: no space left on device', false],
])('a container that the engine cannot start: %s', (message, rejects) => {
  const expected = rejects ? { code: 'command-unusable', facts: {} } : undefined;
  expect(reason('container-failed', { function: 'a', message })).toEqual(expected);
});

const frames: ProbeResult = { kind: 'closed', detail: 'malformed HTTP response "\\x00\\x00' };
const late: ProbeResult = { kind: 'timeout', detail: '' };
const loopback = { code: 'wrong-address', facts: { address: '127.0.0.1:8000' } };

test.each([
  [{ state: 'exited', exitCode: 7 }, late, { code: 'exited', facts: { exitCode: 7 } }],
  [{ state: 'restarting', restarts: 3 }, late, { code: 'exited', facts: {} }],
  [{ state: 'running', restarts: 3, exitCode: 1 }, late, { code: 'exited', facts: { exitCode: 1 } }],
  [{ state: 'exited', exitCode: 137, oomKilled: true }, late, { code: 'out-of-memory', facts: {} }],
  [
    { listening: [{ address: '127.0.0.1', port: 8000 }] },
    late,
    { code: 'listens-wrongly', facts: { fault: loopback } },
  ],
  [{}, frames, { code: 'listens-wrongly', facts: { fault: { code: 'http2-only', facts: {} } } }],
  [{}, late, { code: 'no-answer', facts: {} }],
])('a function that does not become ready: %j %j', (changes, lastProbe, expected) => {
  const diagnosis = { state: 'running', restarts: 0, oomKilled: false, log: [], ...changes };
  expect(reason('not-ready', { function: 'a', seconds: 1, diagnosis, lastProbe })).toEqual(expected);
});

test('nothing about the surroundings', () => {
  expect(reason('disk-full', { where: '/', message: '' })).toBeUndefined();
  expect(reason('engine-died', { endpoint: '', call: '' })).toBeUndefined();
  expect(reason('build-timeout', { function: 'a', seconds: 1 })).toBeUndefined();
  expect(
    reason('runtime-broken', { runtime: 'x', package: 'x', version: '1', during: 'x', message: '' }),
  ).toBeUndefined();
});

import { expect, test } from 'vitest';
import { imageFailure } from './image.js';

const HEAD = 'failed to do request: Head "https://registry-1.docker.io/v2/library/alpine/manifests/3.99": dial tcp: ';

test.each([
  // BuildKit 0.8 in Docker 20.10
  [
    'docker-image://smolfaas.local/absent:1',
    'failed to do request: Head "https://smolfaas.local/v2/absent/manifests/1": dial tcp: lookup smolfaas.local: no such host',
    'smolfaas.local/absent:1',
    'no-dns',
  ],
  [
    'docker-image://127.0.0.1:1/x/y:1',
    'failed to do request: Head "http://127.0.0.1:1/v2/x/y/manifests/1": dial tcp 127.0.0.1:1: connect: connection refused',
    '127.0.0.1:1/x/y:1',
    'unreachable',
  ],
  [
    undefined,
    `failed to load cache key: ${HEAD}lookup registry-1.docker.io on 10.0.0.1:53: no such host`,
    'docker.io/library/alpine:3.99',
    'no-dns',
  ],
  [
    undefined,
    `failed to load cache key: ${HEAD}lookup registry-1.docker.io on 10.0.0.1:53: read udp: i/o timeout`,
    'docker.io/library/alpine:3.99',
    'no-dns',
  ],
  [undefined, 'failed to solve: docker.io/library/nope:1: not found', 'docker.io/library/nope:1', 'not-found'],
  [
    undefined,
    'failed to load cache key: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    undefined,
    undefined,
  ],
  [
    'docker-image://docker.io/library/nope:1',
    'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'docker.io/library/nope:1',
    'unauthorized',
  ],
  [
    undefined,
    'failed to load cache key: failed to do request: Head "https://10.99.0.1:5000/v2/base/a/manifests/1": x509: certificate signed by unknown authority',
    '10.99.0.1:5000/base/a:1',
    'unknown-ca',
  ],
  [
    'docker-image://10.99.0.1:5000/base/a:1',
    'failed to do request: Head "https://10.99.0.1:5000/v2/base/a/manifests/1": http: server gave HTTP response to HTTPS client',
    '10.99.0.1:5000/base/a:1',
    'plain-http',
  ],
  [
    'docker-image://10.99.0.1:5000/base/a:1',
    'pulling from host 10.99.0.1:5000 failed with status code [manifests 1]: 401 Unauthorized',
    '10.99.0.1:5000/base/a:1',
    'unauthorized',
  ],
  // newer
  [
    '[internal] load metadata for docker.io/library/nope:1',
    'docker.io/library/nope:1: not found',
    'docker.io/library/nope:1',
    'not-found',
  ],
  [
    undefined,
    'failed to resolve source metadata for docker.io/library/nope:1: docker.io/library/nope:1: not found',
    'docker.io/library/nope:1',
    'not-found',
  ],
  [
    'resolve image config for docker-image://docker.io/docker/dockerfile:1',
    'unexpected status: 401 Unauthorized',
    'docker.io/docker/dockerfile:1',
    'unauthorized',
  ],
  [undefined, 'pull access denied for private/x, repository does not exist', 'private/x', 'unauthorized'],
  // 0.25
  [
    'docker-image://10.99.0.1:5000/base/a:1',
    'unexpected status from HEAD request to https://10.99.0.1:5000/v2/base/a/manifests/1: 401 Unauthorized',
    '10.99.0.1:5000/base/a:1',
    'unauthorized',
  ],
  [
    '[internal] load metadata for 10.99.0.1:5000/base/a:1',
    'failed to do request: Head "https://10.99.0.1:5000/v2/base/a/manifests/1": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    '10.99.0.1:5000/base/a:1',
    'unknown-ca',
  ],
  [
    'docker-image://10.99.0.1:5000/base/a:1',
    'failed to do request: Head "https://10.99.0.1:5000/v2/base/a/manifests/1": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-25T20:00:00Z is after 2026-11-24T20:00:00Z',
    '10.99.0.1:5000/base/a:1',
    'expired',
  ],
  [
    '[internal] load metadata for 10.0.0.1:5000/base/refused:1',
    'failed to do request: Head "https://10.0.0.1:5000/v2/base/refused/manifests/1": Proxy Authentication Required',
    '10.0.0.1:5000/base/refused:1',
    'unreachable',
  ],
  [
    'docker-image://none.invalid/base/a:1',
    'failed to do request: Head "https://none.invalid/v2/base/a/manifests/1": dial tcp: lookup none.invalid on 10.0.0.1:53: dial udp 10.0.0.1:53: connect: network is unreachable',
    'none.invalid/base/a:1',
    'no-dns',
  ],
])('%s: %s', (step, message, ref, cause) => {
  expect(imageFailure(message, step)).toEqual(ref === undefined ? undefined : { ref, cause });
});

test('a process that prints such words is not about an image', () => {
  const message =
    'executor failed running [/bin/sh -c curl https://a.example/v2/x/manifests/1 || echo not found]: exit code: 1';
  expect(imageFailure(message, '[2/2] RUN curl')).toBeUndefined();
  expect(imageFailure('"/nothere" not found: not found', '[1/1] COPY nothere /')).toBeUndefined();
});

test('an image step that fails for another reason is not a missing image', () => {
  expect(
    imageFailure('write /var/lib/docker: no space left on device', 'docker-image://docker.io/library/a:1'),
  ).toBeUndefined();
});

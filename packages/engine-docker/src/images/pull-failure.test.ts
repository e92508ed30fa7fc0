/**
 * Tests the engine's messages about failed pulls, recorded from a real registry and from addresses
 * without one.
 */
import { expect, it } from 'vitest';
import { pullFailure } from './pull-failure.js';

it.each([
  // Docker Engine 20.10
  ['Get "https://10.99.0.1:5000/v2/": x509: certificate signed by unknown authority', 'unknown-ca'],
  [
    'Get "https://10.99.0.1:5000/v2/": x509: certificate has expired or is not yet valid: current time 2026-11-25T20:00:00Z is after 2026-11-24T20:00:00Z',
    'expired',
  ],
  ['Head "https://10.99.0.1:5000/v2/base/a/manifests/1": no basic auth credentials', 'unauthorized'],
  ['unauthorized: authentication required', 'unauthorized'],
  [
    "pull access denied for a/b, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    'unauthorized',
  ],
  ['manifest for 10.99.0.1:5000/base/a:1 not found: manifest unknown: manifest unknown', 'not-found'],
  ['Get "https://10.99.0.1:1/v2/": dial tcp 10.99.0.1:1: connect: connection refused', 'unreachable'],
  ['Get "https://registry.test/v2/": net/http: request canceled while waiting for connection', 'unreachable'],
  ['Get "https://none.invalid/v2/": dial tcp: lookup none.invalid on 10.0.0.1:53: no such host', 'no-dns'],
  [
    'Get "https://none.invalid/v2/": dial tcp: lookup none.invalid on 10.0.0.1:53: dial udp 10.0.0.1:53: connect: network is unreachable',
    'no-dns',
  ],
  ['Get "https://10.99.0.1:5001/v2/": http: server gave HTTP response to HTTPS client', 'plain-http'],
  ['Get "https://10.99.0.1:5000/v2/": x509: certificate is valid for 10.99.0.2, not 10.99.0.1', 'unreachable'],
  ['write /var/lib/docker/tmp/x: input/output error', 'unknown'],
])('%s', (message, cause) => {
  expect(pullFailure(message)).toBe(cause);
});

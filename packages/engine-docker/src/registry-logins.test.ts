/**
 * Tests which registry a reference means, and which host a failed pull's message is about.
 */
import { hostOfReference } from '@smolfaas/llb/reference.js';
import { expect, it } from 'vitest';
import { toImageProblem } from './registry-logins.js';

const asked = (reference: string, message: string) => {
  const failed = { reference, message, why: 'unreachable', fetcher: 'engine' } as const;
  const { registry, via } = toImageProblem(failed, { tried: () => undefined });
  return [registry, via];
};

it.each([
  ['node:24', 'docker.io'],
  ['acme/tool', 'docker.io'],
  ['ghcr.io/acme/tool:1', 'ghcr.io'],
  ['localhost:5000/a', 'localhost:5000'],
  ['r.example/a@sha256:0', 'r.example'],
])('%s is of %s', (reference, registry) => {
  expect(hostOfReference(reference)).toBe(registry);
});

it.each([
  ['r.example/a:1', 'failed to do request: Head "https://r.example/v2/a/manifests/1": dial tcp: refused', undefined],
  ['node:24', 'Head "https://registry-1.docker.io/v2/library/node/manifests/24": dial tcp: refused', undefined],
  [
    'node:24',
    'Head "https://m.example:5000/v2/library/node/manifests/24?ns=docker.io": x509: unknown',
    'm.example:5000',
  ],
  ['node:24', 'Get "https://auth.docker.io/token?scope=x": dial tcp: refused', 'auth.docker.io'],
  ['r.example/a:1', 'unexpected status: 401 Unauthorized', undefined],
])('%s: %s', (reference, message, via) => {
  expect(asked(reference, message)[1]).toBe(via);
});

it('says as whom the registry was asked', () => {
  const tried = { kind: 'login', user: 'me', from: 'a helper' } as const;
  const failed = { reference: 'r.example/a:1', message: 'm', why: 'not-found', fetcher: 'builder' } as const;
  expect(toImageProblem(failed, { tried: (host) => (host === 'r.example' ? tried : undefined) })).toEqual({
    ...failed,
    registry: 'r.example',
    tried,
  });
});

import { expect, test } from 'vitest';
import { contextName, withBases } from './offer-bases.js';

test('a Dockerfile finds images of the engine by named contexts, also where its frontend does not tell the graph', () => {
  const rewrite = { graph: (definition: Uint8Array) => definition, attrsWithoutGraph: { target: 'a' } };
  const input = { kind: 'dockerfile', filename: 'Dockerfile', attrs: { target: 'a' }, rewrite } as const;
  const found = new Map([['docker.io/library/node:24', 'sha256:1']]);
  const attrs = { target: 'a', 'context:node:24': 'oci-layout://smolfaas-engine@sha256:1' };
  expect(withBases({ input }, found)).toMatchObject({ attrs, rewrite: { attrsWithoutGraph: attrs } });
  expect(withBases({ input }, new Map())).toBe(input);
});

test.each([
  ['docker.io/library/node:24-slim', 'node:24-slim'],
  ['docker.io/acme/tool:latest', 'acme/tool'],
  ['localhost:5000/app:1', 'localhost:5000/app:1'],
  ['smolfaas.local/base/go@sha256:ab', 'smolfaas.local/base/go@sha256:ab'],
])('%s', (reference, context) => expect(contextName(reference)).toBe(context));

import { expect, test } from 'vitest';
import { LABEL } from '../../contract/labels.js';
import { type ContainerInput, containerSpec } from './container-spec.js';

const input: ContainerInput = {
  project: { id: 'p1', functionsDir: '/project/functions' },
  prefix: 'smolfaas-func',
  network: 'smolfaas',
  function: 'hello',
  generation: 2,
  contentHash: 'content',
  recipeKey: 'key',
  image: 'sha256:abc',
  runtime: 'node',
  alone: false,
  token: '0',
};

const specHash = (of: ContainerInput) => containerSpec(of).labels[LABEL.specHash];

test('the whole spec', () => {
  expect(containerSpec(input)).toMatchInlineSnapshot(`
    {
      "alias": "smolfaas-func-hello.g2-content.0",
      "cpuShares": 128,
      "env": {
        "PORT": "8000",
      },
      "function": "hello",
      "generation": 2,
      "image": "sha256:abc",
      "init": true,
      "labels": {
        "dev.smolfaas.alias": "smolfaas-func-hello.g2-content.0",
        "dev.smolfaas.content-hash": "content",
        "dev.smolfaas.function": "hello",
        "dev.smolfaas.functions-dir": "/project/functions",
        "dev.smolfaas.generation": "2",
        "dev.smolfaas.project": "p1",
        "dev.smolfaas.recipe-key": "key",
        "dev.smolfaas.role": "function",
        "dev.smolfaas.spec-hash": "2eab94b6867806d0693783d0dc0fc84c640cf1a99feb3000723f4a3b8ee97dab",
      },
      "memoryBytes": 536870912,
      "name": "smolfaas-func-hello.g2",
      "network": "smolfaas",
      "pids": 256,
      "readOnlyRoot": true,
    }
  `);
});

test('the hash is the same in every generation, and moves with everything else', () => {
  const hash = specHash(input);
  expect(containerSpec({ ...input, generation: 7 }).labels[LABEL.specHash]).toBe(hash);
  const changes: Partial<ContainerInput>[] = [
    { image: 'sha256:def' },
    { network: 'other' },
    { prefix: 'other' },
    { runtime: 'dockerfile' },
    { contentHash: 'other' },
    { recipeKey: 'other' },
    { project: { id: 'p1', functionsDir: '/moved' } },
    { certificates: { path: '/ca.pem', pem: Buffer.from('one') } },
    { certificates: { path: '/ca.pem', pem: Buffer.from('two') } },
  ];
  expect(new Set([hash, ...changes.map((change) => specHash({ ...input, ...change }))]).size).toBe(changes.length + 1);
});

test('only a user’s own Dockerfile gets a writable root', () => {
  expect(containerSpec({ ...input, runtime: 'dockerfile' })).toMatchObject({ readOnlyRoot: false, init: false });
  expect(containerSpec({ ...input, runtime: 'third-party' })).toMatchObject({ readOnlyRoot: true, init: true });
});

test('the token, which cannot be guessed, is in the alias alone: the spec is the same', () => {
  const other = containerSpec({ ...input, token: 'f00d' });
  expect(other.alias).toBe('smolfaas-func-hello.g2-content.f00d');
  expect(other.labels[LABEL.alias]).toBe(other.alias);
  expect(other.labels[LABEL.specHash]).toBe(containerSpec(input).labels[LABEL.specHash]);
});

test('a container that is alone starts under its settled name, with the address of its generation', () => {
  const beside = containerSpec(input);
  const alone = containerSpec({ ...input, alone: true });
  expect([beside.name, beside.alias]).toEqual(['smolfaas-func-hello.g2', 'smolfaas-func-hello.g2-content.0']);
  expect([alone.name, alone.alias]).toEqual(['smolfaas-func-hello', 'smolfaas-func-hello.g2-content.0']);
  expect(alone.labels).toEqual(beside.labels);
});

test('certificates: a file, and the variables that name it', () => {
  const certificates = { path: '/etc/smolfaas/ca.pem', pem: Buffer.from('certificates') };
  const { env, ...spec } = containerSpec({ ...input, certificates });
  expect(spec).toMatchObject({ certificates });
  expect(env).toMatchObject({ PORT: '8000', SSL_CERT_FILE: certificates.path, NODE_EXTRA_CA_CERTS: certificates.path });
});

test('the id of the network is passed on, and is not in the hash', () => {
  const spec = containerSpec({ ...input, networkId: 'random' });
  expect(spec.networkId).toBe('random');
  expect(spec.labels).toEqual(containerSpec(input).labels);
});

import { expect, test } from 'vitest';
import { LABEL } from '../contract/labels.js';
import type { Settings } from '../contract/settings.js';
import {
  containerSpec,
  type FunctionIdentity,
  functionSpec,
  type InstanceIdentity,
  specHash,
} from './container-spec.js';
import { functionSettings } from './function-settings.js';

const identity: FunctionIdentity = {
  project: { id: 'p1', functionsDir: '/project/functions' },
  imagePrefix: 'smolfaas-func',
  network: 'smolfaas',
  function: 'hello',
  contentHash: 'content',
  labelKey: 'key',
};
const one: InstanceIdentity = { image: 'sha256:abc', generation: 2, instance: 1, alone: false, token: '0' };

/** A runtime without promises, like the Dockerfile runtime. */
const PROMISES_NOTHING = { container: { readOnlyRoot: false, init: false } };

interface Changes {
  readonly identity?: Partial<FunctionIdentity>;
  readonly instance?: Partial<InstanceIdentity>;
  readonly manifest?: Parameters<typeof functionSettings>[1];
  readonly ca?: string;
  readonly replicas?: number;
  readonly port?: number;
}

function shared({ identity: own = {}, manifest = {}, ca, replicas = 1, port }: Changes = {}) {
  const source: Pick<Settings, 'functions' | 'functionCa' | 'host' | 'readyTimeoutMs' | 'drainTimeoutMs'> = {
    functions: new Map([['hello', { settings: {}, replicas, ...(port !== undefined && { port }) }]]),
    functionCa: ca !== undefined,
    host: { ca: Buffer.from(ca ?? '') },
    readyTimeoutMs: 1000,
    drainTimeoutMs: 1000,
  };
  return functionSpec({ ...identity, ...own }, functionSettings('hello', manifest, source));
}

const specOf = (changes: Changes = {}) => containerSpec(shared(changes), { ...one, ...changes.instance });
const hashOf = (changes: Changes) => specOf(changes).labels[LABEL.specHash];

test('the whole spec', () => {
  expect(specOf()).toMatchInlineSnapshot(`
    {
      "address": "1.smolfaas-func-hello.g2-content.0",
      "alias": "smolfaas-func-hello.g2-content.0",
      "cpuShares": 128,
      "env": {
        "PORT": "8000",
      },
      "function": "hello",
      "generation": 2,
      "image": "sha256:abc",
      "init": true,
      "instance": 1,
      "labels": {
        "dev.smolfaas.alias": "smolfaas-func-hello.g2-content.0",
        "dev.smolfaas.content-hash": "content",
        "dev.smolfaas.function": "hello",
        "dev.smolfaas.functions-dir": "/project/functions",
        "dev.smolfaas.generation": "2",
        "dev.smolfaas.instance": "1",
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

test('the hash is the same in every generation and for every instance, and moves with everything else', () => {
  const hash = hashOf({});
  expect(hashOf({ instance: { generation: 7, instance: 2, alone: true, token: 'f00d', networkId: 'random' } })).toBe(
    hash,
  );
  expect(specHash(shared(), one.image)).toBe(hash);
  const changes: Changes[] = [
    { instance: { image: 'sha256:def' } },
    { identity: { network: 'other' } },
    { identity: { imagePrefix: 'other' } },
    { manifest: PROMISES_NOTHING },
    { identity: { contentHash: 'other' } },
    { identity: { labelKey: 'other' } },
    { identity: { project: { id: 'p1', functionsDir: '/moved' } } },
    { ca: 'one' },
    { ca: 'two' },
    { replicas: 2 },
    { replicas: 3 },
    { port: 3000 },
  ];
  expect(new Set([hash, ...changes.map(hashOf)]).size).toBe(changes.length + 1);
});

test('another port is in the environment and in a label; 8000 changes nothing', () => {
  expect(specOf({ port: 3000 })).toMatchObject({ env: { PORT: '3000' }, labels: { [LABEL.port]: '3000' } });
  expect(specOf({ port: 8000 })).toEqual(specOf());
});

test('a root that can be written, and no init, where the runtime promises nothing', () => {
  expect(specOf({ manifest: PROMISES_NOTHING })).toMatchObject({ readOnlyRoot: false, init: false });
  expect(specOf({ manifest: { container: { init: false } } })).toMatchObject({ readOnlyRoot: true, init: false });
  expect(specOf()).toMatchObject({ readOnlyRoot: true, init: true });
});

test('the token, which cannot be guessed, is in the alias alone', () => {
  const other = specOf({ instance: { token: 'f00d' } });
  expect(other.alias).toBe('smolfaas-func-hello.g2-content.f00d');
  expect(other.labels[LABEL.alias]).toBe(other.alias);
});

test('containers that are alone start under their settled names, with the address of their generation', () => {
  const [beside, alone] = [specOf(), specOf({ instance: { alone: true } })];
  expect([beside.name, alone.name]).toEqual(['smolfaas-func-hello.g2', 'smolfaas-func-hello']);
  expect(alone.labels).toEqual(beside.labels);
});

test('instances share an alias, and have a name and an address of their own', () => {
  const names = (alone: boolean) =>
    [1, 2].map((instance) => specOf({ replicas: 2, instance: { instance, alone } }).name);
  expect([names(true), names(false)]).toEqual([
    ['smolfaas-func-hello', 'smolfaas-func-hello.2'],
    ['smolfaas-func-hello.g2', 'smolfaas-func-hello.g2.2'],
  ]);
  const second = specOf({ replicas: 2, instance: { instance: 2 } });
  expect([second.alias, second.address]).toEqual([specOf().alias, `2.${specOf().alias}`]);
  expect(second.labels[LABEL.instance]).toBe('2');
});

test('certificates: a file, and the variables that name it', () => {
  const { env, certificates } = specOf({ ca: 'certificates' });
  expect(certificates).toEqual({ path: '/etc/smolfaas/ca.pem', pem: Buffer.from('certificates') });
  const { path } = certificates ?? {};
  expect(env).toMatchObject({ PORT: '8000', SSL_CERT_FILE: path, NODE_EXTRA_CA_CERTS: path });
});

test('the id of the network is passed on', () => {
  expect(specOf({ instance: { networkId: 'random' } }).networkId).toBe('random');
});

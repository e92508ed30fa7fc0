import { expect, test } from 'vitest';
import { LABEL } from '../contract/labels.js';
import type { ContainerDetails, ObservedContainer } from '../contract/observed.js';
import { codedText } from '../fakes/coded-text.test.fixture.js';
import { containerDrift } from './container-drift.js';

const MEBIBYTE = 2 ** 20;
const should = { network: 'smolfaas', memoryBytes: 512 * MEBIBYTE, pids: 256, cpuShares: 128 };
const sound: ContainerDetails = {
  aliases: { smolfaas: ['smolfaas-func-a.g1-abc.1', '0123456789ab'] },
  memoryBytes: should.memoryBytes,
  pids: should.pids,
  cpuShares: should.cpuShares,
  restartsItself: true,
  restarts: 0,
  startedAt: 0,
};
const container: ObservedContainer = {
  id: 'c1',
  name: 'smolfaas-func-a',
  state: 'running',
  imageId: 'sha256:1',
  labels: { [LABEL.function]: 'a', [LABEL.generation]: '1', [LABEL.alias]: 'smolfaas-func-a.g1-abc.1' },
  networks: ['smolfaas'],
  ports: [],
  details: sound,
};
const drift = (details: Partial<ContainerDetails>, changes: Partial<ObservedContainer> = {}) =>
  containerDrift({ ...container, ...changes, details: { ...sound, ...details } }, 'smolfaas-func', should);

test('a container that is as it was made has none', () => {
  expect(drift({})).toEqual([]);
  expect(containerDrift({ ...container, networks: [], details: sound }, 'smolfaas-func', should)).toEqual([]);
});

test.each<[string, Partial<ContainerDetails>, string]>([
  ['an address', { aliases: { smolfaas: ['0123456789ab'] } }, 'address-lost network=smolfaas'],
  ['memory', { memoryBytes: 64 * MEBIBYTE }, `memory-changed is=${64 * MEBIBYTE} should=${512 * MEBIBYTE}`],
  ['processes', { pids: -1 }, 'pids-changed is=-1 should=256'],
  ['the CPU weight', { cpuShares: 2048 }, 'cpu-shares-changed is=2048 should=128'],
  ['the restart policy', { restartsItself: false }, 'restart-policy-changed'],
])('%s', (_, change, finding) => {
  expect(drift(change).map(codedText)).toEqual([finding]);
});

test('what an engine does not tell is no difference', () => {
  const { memoryBytes: _memory, pids: _pids, cpuShares: _shares, ...untold } = sound;
  expect(containerDrift({ ...container, details: untold }, 'smolfaas-func', should)).toEqual([]);
  const { details: _details, ...bare } = container;
  expect(containerDrift(bare, 'smolfaas-func', should)).toEqual([]);
});

test('a container of an earlier version has its generation for an address', () => {
  const labels = { [LABEL.function]: 'a', [LABEL.generation]: '3' };
  expect(drift({ aliases: { smolfaas: ['smolfaas-func-a.g3'] } }, { labels })).toEqual([]);
});

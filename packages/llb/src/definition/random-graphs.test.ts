/**
 * Invariants over random graphs from a seeded generator. A failure names the seed, and the same
 * seed gives the same graph.
 */
import { fromBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { digestOf } from '../canonical.js';
import { DefinitionSchema, type Op, OpSchema } from '../gen/pb/ops_pb.js';
import { copy, mkdir } from '../ops/file-actions.js';
import { bindMount, cacheMount, type Mount } from '../ops/mounts.js';
import { print } from '../print/print.js';
import { image, local, scratch, type State } from '../state.js';
import { bindDefinition } from './bind.js';
import { marshal } from './marshal.js';
import { rewrite } from './rewrite.js';

/** Whole numbers below `n`, the same sequence for the same seed (mulberry32). */
function generator(seed: number): (n: number) => number {
  let a = seed;
  return (n) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** A graph of up to `steps` verbs on randomly chosen earlier states. */
function randomState(seed: number, steps: number): State {
  const below = generator(seed);
  const states: State[] = [image('a'), image('b'), local('ctx'), scratch()];
  const any = (): State => states[below(states.length)]!;
  const solid = (): State => states.filter((state) => state.output !== undefined)[below(states.length - 1)]!;
  for (let i = 0; i < steps; i++) {
    if (below(2) === 0) {
      const mounts: Mount[] = Array.from({ length: below(4) }, (_, m) =>
        bindMount(`/${'zyx'[m]}`, any(), [{}, { readonly: true }, { discard: true }][below(3)]),
      );
      const exec = any().run([`run${below(5)}`], {
        mounts: [...mounts, bindMount('/out', any()), cacheMount('/k', 'k')],
      });
      states.push(below(2) === 0 ? exec.root : exec.mount('/out'));
    } else {
      const actions = Array.from({ length: 1 + below(3) }, (_, f) =>
        below(2) === 0 ? mkdir(`/d${f}`) : copy(solid(), '/', `/c${below(3)}/`),
      );
      states.push(any().file(actions));
    }
  }
  return states.at(-1)!;
}

/** How many outputs an op offers. */
function outputsOf(op: Op): number {
  return op.op.case === 'exec' ? op.op.value.mounts.filter((mount) => mount.output >= 0n).length : 1;
}

/** All references of an op into its own inputs (and, for file actions, into earlier results). */
function referencesOf(op: Op): bigint[] {
  if (op.op.case === 'exec') return op.op.value.mounts.map((mount) => mount.input);
  if (op.op.case === 'file') return op.op.value.actions.flatMap((a) => [a.input, a.secondaryInput]);
  return [];
}

function check(bytes: Uint8Array): void {
  const pb = fromBinary(DefinitionSchema, bytes);
  const outputs = new Map<string, number>();
  for (const opBytes of pb.def) {
    const op = fromBinary(OpSchema, opBytes);
    const digest = digestOf(opBytes);
    expect(outputs.has(digest)).toBe(false);
    for (const input of op.inputs) expect(Number(input.index)).toBeLessThan(outputs.get(input.digest) ?? 0);
    expect(new Set(op.inputs.map((input) => `${input.digest} ${input.index}`)).size).toBe(op.inputs.length);
    const limit = op.inputs.length + (op.op.case === 'file' ? op.op.value.actions.length - 1 : 0);
    for (const index of referencesOf(op)) expect(index >= -1n && index < BigInt(limit)).toBe(true);
    expect(pb.metadata[digest]).toBeDefined();
    outputs.set(digest, outputsOf(op));
  }
  expect(Object.keys(pb.metadata)).toHaveLength(pb.def.length);
}

test.each(Array.from({ length: 60 }, (_, i) => i + 1))('seed %i', (seed) => {
  const steps = 1 + (seed % 40);
  const state = randomState(seed, steps);
  const definition = marshal(state);
  check(definition.bytes);
  expect(marshal(randomState(seed, steps)).bytes).toEqual(definition.bytes);
  expect(rewrite(definition.bytes, () => undefined)).toEqual(definition);

  const platform = { os: 'linux', architecture: 'arm64' };
  const bound = bindDefinition(definition.bytes, {
    platform,
    localSession: 's',
    resolveMode: 'local',
    proxy: { http: 'p' },
  });
  check(bound.bytes);
  expect(bound.ops).toHaveLength(definition.ops.length);
  expect(print(bound.bytes).match(/^#/gm)).toHaveLength(bound.ops.length);
});

/**
 * What marshal guarantees: the same graph gives the same bytes, each step is written once and after
 * its inputs, and a digest changes only when the step or something below it does.
 */
import { create, fromBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { digestOf, encodeOp } from '../canonical.js';
import { DefinitionSchema, MergeOpSchema, OpSchema } from '../gen/pb/ops_pb.js';
import { nodeLike } from '../node-like.test.fixture.js';
import { bindMount } from '../ops/mounts.js';
import { copy, mkdir, mkfile } from '../ops/file-actions.js';
import { image, local, scratch, type State } from '../state.js';
import type { Output, Vertex } from '../vertex.js';
import { marshal } from './marshal.js';

const names = (definition: ReturnType<typeof marshal>): (string | undefined)[] => definition.ops.map((op) => op.name);

describe('the same bytes', () => {
  test('for the same state twice, and for the same graph built twice', () => {
    const state = nodeLike();
    expect(marshal(state).bytes).toEqual(marshal(state).bytes);
    expect(marshal(nodeLike()).bytes).toEqual(marshal(state).bytes);
  });

  test('whatever the order in which options are written', () => {
    const a = local('c', { exclude: ['x'], sharedKeyHint: 'k', include: ['y'] });
    const b = local('c', { include: ['y'], sharedKeyHint: 'k', exclude: ['x'] });
    const one = a.run(['x'], { env: { A: '1', B: '2' }, cwd: '/c', user: 'u' }).root;
    const two = b.run(['x'], { user: 'u', cwd: '/c', env: { B: '2', A: '1' } }).root;
    expect(marshal(one).bytes).toEqual(marshal(two).bytes);
  });

  test('a name changes the bytes, but no digest', () => {
    const [one, two] = ['one', 'two'].map((name) => marshal(image('a').run(['x'], { name }).root));
    expect(one?.head).toBe(two?.head);
    expect(one?.bytes).not.toEqual(two?.bytes);
  });
});

describe('the shape', () => {
  test('the terminal is last and points at the result, whichever output that is', () => {
    const exec = image('a').run(['x'], { mounts: [bindMount('/out', scratch())] });
    const { bytes, head, ops } = marshal(exec.mount('/out'));
    const def = fromBinary(DefinitionSchema, bytes).def;
    expect(fromBinary(OpSchema, def.at(-1)!)).toMatchObject({
      op: { case: undefined },
      inputs: [{ digest: head, index: 1n }],
    });
    expect(ops.map((op) => op.digest)).toEqual(def.slice(0, -1).map(digestOf));
    expect(head).toBe(ops.at(-1)?.digest);
  });

  test('every op has metadata, the terminal included, and names are custom names', () => {
    const pb = fromBinary(
      DefinitionSchema,
      marshal(image('a', { name: 'base' }).run(['x'], { ignoreCache: true }).root).bytes,
    );
    const [source, exec, terminal] = pb.def.map((bytes) => pb.metadata[digestOf(bytes)]);
    expect(source).toMatchObject({ description: { 'llb.customname': 'base' }, ignoreCache: false });
    expect(exec).toMatchObject({ description: {}, ignoreCache: true });
    expect(terminal).toBeDefined();
    expect(Object.keys(pb.metadata)).toEqual(Object.keys(pb.metadata).toSorted());
  });

  test('every step has constraints, and the ops that are handed out encode to what was written', () => {
    const definition = marshal(nodeLike());
    for (const { op, digest } of definition.ops) {
      expect(op.constraints).toBeDefined();
      expect(digestOf(encodeOp(op))).toBe(digest);
    }
  });

  test('scratch is no result', () => {
    expect(() => marshal(scratch())).toThrow(expect.objectContaining({ code: 'scratch-result' }));
  });
});

describe('sharing', () => {
  test('a shared branch is one step', () => {
    const base = image('a', { name: 'base' }).run(['prepare'], { name: 'prepare' }).root;
    const left = base.run(['l'], { name: 'left' }).root;
    const right = base.run(['r'], { name: 'right' }).root;
    const definition = marshal(left.file([copy(right, '/r', '/r')], { name: 'join' }));
    expect(names(definition)).toEqual(['base', 'prepare', 'left', 'right', 'join']);
  });

  test('equal steps that were written twice are one; the first name stays, ignoreCache of either counts', () => {
    const left = image('a').run(['x'], { name: 'first' }).root;
    const right = image('a').run(['x'], { name: 'second', ignoreCache: true }).root;
    const definition = marshal(left.file([copy(right, '/', '/')], { name: 'join' }));
    expect(names(definition)).toEqual([undefined, 'first', 'join']);
    const pb = fromBinary(DefinitionSchema, definition.bytes);
    expect(pb.metadata[definition.ops[1]!.digest]?.ignoreCache).toBe(true);
    expect(definition.ops[2]?.op.inputs).toHaveLength(1);
  });

  test('a change moves the digests above it and no others', () => {
    const build = (content: string) => {
      const base = image('a').file([mkdir('/x')]);
      return marshal(base.file([mkfile('/x/f', content)]).run(['y']).root).ops.map((op) => op.digest);
    };
    const [one, two] = [build('1'), build('2')];
    expect(one.map((digest, i) => digest === two[i])).toEqual([true, true, false, false]);
  });

  test('states are values: a verb leaves the state that it was called on as it was', () => {
    const base = image('a');
    const before = marshal(base).bytes;
    base.run(['x']);
    base.file([mkdir('/d')]);
    expect(marshal(base).bytes).toEqual(before);
    expect(Object.isFrozen(base)).toBe(true);
  });

  test('60 diamonds on top of each other are walked once, not 2^60 times', () => {
    let state = image('a');
    for (let i = 0; i < 60; i++) state = state.file([copy(state, '/', `/${i}`)]).run(['x', `${i}`]).root;
    expect(marshal(state).ops).toHaveLength(121);
  });

  test('a chain of 20 000 steps does not exhaust the stack', { timeout: 60_000 }, () => {
    let state = image('a');
    for (let i = 0; i < 20_000; i++) state = state.file([mkdir(`/${i}`)]);
    expect(marshal(state).ops).toHaveLength(20_001);
  });
});

describe('platform', () => {
  const platforms = (definition: ReturnType<typeof marshal>) =>
    definition.ops.map(({ op }) => `${op.op.case} ${op.platform?.Architecture ?? '-'}`);

  test('is set on images and execs only, and an own one is inherited by what runs on it', () => {
    const arm = image('a', { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } });
    const ran = arm.file([mkdir('/d')]).run(['x']).root;
    const state = image('b').run(['y'], {
      mounts: [bindMount('/m', ran, { readonly: true }), bindMount('/l', local('c'))],
    }).root;
    const amd64 = { os: 'linux', architecture: 'amd64' };
    expect(platforms(marshal(state, { platform: amd64 }))).toEqual([
      'source amd64',
      'source -',
      'source arm64',
      'file -',
      'exec arm64',
      'exec amd64',
    ]);
    expect(platforms(marshal(state))).toEqual([
      'source -',
      'source -',
      'source arm64',
      'file -',
      'exec arm64',
      'exec -',
    ]);
  });
});

describe("a vertex of a caller's own", () => {
  /** BuildKit's merge, for which this package has no verb. */
  const merge = (...states: readonly State[]) => {
    const inputs = states.map(({ output }) => output).filter((output): output is Output => output !== undefined);
    const vertex: Vertex = {
      name: 'merge',
      ignoreCache: false,
      platform: undefined,
      inputs,
      body: (at) => ({
        case: 'merge',
        value: create(MergeOpSchema, { inputs: inputs.map((input) => ({ input: at.of(input) })) }),
      }),
    };
    return { output: { vertex, index: 0 } };
  };

  test('is a step like any other, as a result and as what others read', () => {
    const [a, b] = [image('a'), image('b')];
    const definition = marshal(scratch().file([copy(merge(b, a), '/x', '/x')]));
    const [merged] = definition.ops.filter(({ op }) => op.op.case === 'merge');
    const digests = [b, a].map((state) => marshal(state).head);
    expect(merged?.op.inputs.map(({ digest }) => digest)).toEqual(digests);
    expect(merged?.op.op.value).toMatchObject({ inputs: [{ input: 0n }, { input: 1n }] });
    expect(marshal(merge(b, a)).head).toBe(merged?.digest);
  });
});

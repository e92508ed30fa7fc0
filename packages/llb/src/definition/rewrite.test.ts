/**
 * The four rules of rewrite.ts's header, and a definition from another writer, whose unknown fields
 * survive.
 */
import { clone, create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../canonical.js';
import { DefinitionSchema, type Op, OpMetadataSchema, OpSchema, SourceSchema } from '../gen/pb/ops_pb.js';
import { nodeLike } from '../node-like.test.fixture.js';
import { bindMount } from '../ops/mounts.js';
import { image, local } from '../state.js';
import { marshal } from './marshal.js';
import { type OpRewriter, rewrite } from './rewrite.js';

const parse = (bytes: Uint8Array) => fromBinary(DefinitionSchema, bytes);

/** Renames one image. */
const swap =
  (from: string, to: string): OpRewriter =>
  (op) => {
    if (op.op.case !== 'source' || op.op.value.identifier !== from) return undefined;
    const changed = clone(OpSchema, op);
    if (changed.op.case === 'source') changed.op.value.identifier = to;
    return changed;
  };

const [A, B] = ['docker-image://docker.io/library/a:latest', 'docker-image://docker.io/library/b:latest'];

describe('rewrite', () => {
  test('that changes nothing changes no byte', () => {
    const { bytes } = marshal(nodeLike());
    expect(Buffer.from(rewrite(bytes, () => undefined).bytes)).toEqual(Buffer.from(bytes));
  });

  test('gives what marshalling the changed graph gives', () => {
    const graph = (ref: string) => {
      const tool = image(ref, { name: 'tool' });
      const work = local('ctx').run(['x'], { name: 'run', mounts: [bindMount('/t', tool, { readonly: true })] }).root;
      return marshal(work.run(['y'], { ignoreCache: true }).root);
    };
    expect(rewrite(graph('a').bytes, swap(A, B))).toEqual(graph('b'));
  });

  test('visits dependencies first, each step once, with its metadata, and never the terminal', () => {
    const seen: (string | undefined)[] = [];
    rewrite(marshal(nodeLike()).bytes, (op, meta) => {
      seen.push(meta.description['llb.customname'] ?? op.op.case);
      return undefined;
    });
    expect(seen).toEqual([
      'source',
      'load manifests',
      'copy manifests',
      'install production dependencies',
      'load sources',
      'copy sources',
      'install all dependencies',
      'build',
      'assemble',
    ]);
  });

  test('ignores what a caller does to the op without answering it', () => {
    const definition = marshal(image('a').run(['x']).root);
    const vandal: OpRewriter = (op) => {
      op.inputs = [];
      return undefined;
    };
    expect(rewrite(definition.bytes, vandal)).toEqual(definition);
  });

  test('keeps the bytes of untouched ops to the letter, also those of another encoder', () => {
    // constraints (5a00) after the oneof, and a field that does not exist yet: this package writes
    // neither in this way.
    const foreign = Buffer.from('1a050a036162635a00fa07036e6577', 'hex');
    const digest = digestOf(foreign);
    const other = toBinary(OpSchema, create(OpSchema, { op: { case: 'source', value: { identifier: A } } }));
    const exec = create(OpSchema, {
      inputs: [{ digest }, { digest: digestOf(other) }],
      op: { case: 'exec', value: {} },
    });
    const terminal = create(OpSchema, { inputs: [{ digest: digestOf(toBinary(OpSchema, exec)) }] });
    const def = [foreign, other, toBinary(OpSchema, exec), toBinary(OpSchema, terminal)];
    const result = parse(rewrite(toBinary(DefinitionSchema, create(DefinitionSchema, { def })), swap(A, B)).bytes);
    expect(Buffer.from(result.def[0]!)).toEqual(foreign);
    expect(fromBinary(OpSchema, result.def[2]!).inputs.map((input) => input.digest)).toEqual([
      digest,
      digestOf(result.def[1]!),
    ]);
  });

  test('moves metadata and source locations to the new digests', () => {
    const graph = (ref: string) => marshal(image(ref, { name: 'base' }).run(['x'], { name: 'run' }).root);
    const before = parse(graph('a').bytes);
    const locations = Object.fromEntries(
      graph('a').ops.map((op, i) => [
        op.digest,
        { locations: [{ sourceIndex: 0, ranges: [{ start: { line: i + 1 } }] }] },
      ]),
    );
    const source = create(SourceSchema, { infos: [{ filename: 'package.json' }], locations });
    const withSource = create(DefinitionSchema, { ...before, Source: source });
    const after = parse(rewrite(toBinary(DefinitionSchema, withSource), swap(A, B)).bytes);
    const expected = graph('b').ops.map((op) => op.digest);
    expect(Object.keys(after.metadata)).toHaveLength(3);
    expect(expected.map((digest) => after.metadata[digest]?.description['llb.customname'])).toEqual(['base', 'run']);
    expect(expected.map((digest) => after.Source?.locations[digest]?.locations[0]?.ranges[0]?.start?.line)).toEqual([
      1, 2,
    ]);
    expect(Object.keys(after.Source?.locations ?? {})).toHaveLength(2);
    expect(after.Source?.infos[0]?.filename).toBe('package.json');
  });

  test('makes one step of steps that became equal', () => {
    const other = image('b', { name: 'second' }).run(['x']).root;
    const both = image('a', { name: 'first' }).run(['x'], {
      mounts: [bindMount('/b', other, { readonly: true })],
    }).root;
    const result = rewrite(marshal(both).bytes, swap(B, A));
    expect(result.ops.map((op) => op.name ?? op.op.op.case)).toEqual(['first', 'exec', 'exec']);
    expect(parse(result.bytes).def).toHaveLength(4);
  });
});

describe('bytes that are no definition', () => {
  const source = create(OpSchema, { op: { case: 'source', value: { identifier: A } } });
  const definition = (...ops: Op[]) =>
    toBinary(DefinitionSchema, create(DefinitionSchema, { def: ops.map((op) => toBinary(OpSchema, op)) }));
  const onto = (...digests: string[]) => create(OpSchema, { inputs: digests.map((digest) => ({ digest })) });
  const digest = digestOf(toBinary(OpSchema, source));

  test.each([
    ['not protobuf', Buffer.from('not protobuf'), 'not a serialised pb.Definition'],
    ['nothing', new Uint8Array(), 'must be a terminal'],
    ['a terminal alone', definition(onto()), 'must be a terminal'],
    ['no terminal', definition(source, source), 'must be a terminal'],
    ['a terminal with two inputs', definition(source, onto(digest, digest)), 'must be a terminal'],
    ['an input from nowhere', definition(source, onto('sha256:00')), 'input sha256:00 does not stand before it'],
  ])('%s', (_, bytes, message) => {
    expect(() => rewrite(bytes, () => undefined)).toThrow(
      expect.objectContaining({ code: 'bad-definition', message: expect.stringContaining(message) }),
    );
  });

  test('nor may a rewriter make a step read from nowhere', () => {
    const bytes = marshal(image('a').run(['x'], { name: 'run' }).root).bytes;
    const astray: OpRewriter = (op) =>
      op.op.case === 'exec'
        ? create(OpSchema, { ...op, inputs: [{ digest: 'sha256:00', index: 0n, $typeName: 'pb.Input' }] })
        : undefined;
    expect(() => rewrite(bytes, astray)).toThrow('step "run": rewritten to read sha256:00, which is not an earlier op');
  });

  test('metadata may be missing', () => {
    const seen: unknown[] = [];
    rewrite(definition(source, onto(digest)), (_, meta) => {
      seen.push(meta);
      return undefined;
    });
    expect(seen).toEqual([create(OpMetadataSchema)]);
  });
});

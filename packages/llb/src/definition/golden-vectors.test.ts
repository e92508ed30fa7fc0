/**
 * Three ops whose bytes were written by Go's deterministic protobuf writer, from BuildKit's own message types. If one
 * of these digests moves, every cached build of every user runs again, and BuildKit >= 0.17 reports progress under
 * digests that we do not know.
 */
import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { digestOf, encodeOp } from '../canonical.js';
import { InputSchema, type Op, OpMetadataSchema, OpSchema } from '../gen/pb/ops_pb.js';
import { execStep } from '../ops/exec.js';
import { fileVertex } from '../ops/file.js';
import { copy } from '../ops/file-actions.js';
import { cacheMount } from '../ops/mounts.js';
import { image, local, scratch } from '../state.js';
import type { Vertex } from '../vertex.js';
import { bindDefinition, inOrder, withPlatform, withProxy } from './bind.js';
import { marshal } from './marshal.js';

/** The op of a vertex with one made-up input, since the vectors name the digest `sha256:aa`. */
function onInput(vertex: Vertex, present: boolean): Op {
  const inputs = present ? [create(InputSchema, { digest: 'sha256:aa' })] : [];
  const op = vertex.body({ of: (output) => (output === undefined ? -1n : 0n), count: inputs.length });
  return create(OpSchema, { inputs, constraints: {}, op });
}

test('V1: a local source, marshalled and bound to a session', () => {
  const recipe = marshal(local('ctx', { sharedKeyHint: 'k', include: ['a'], exclude: ['node_modules'] }));
  const bound = bindDefinition(recipe.bytes, { localSession: 's1' });
  expect(bound.head).toBe('sha256:85629167dd36f86cd9604bf74f5685c87d7c00258c4581f2c88afdfb454e265f');
  const bytes = encodeOp(bound.ops[0]!.op);
  expect(Buffer.from(bytes).toString('hex')).toMatch(/^5a001a86010a0b6c6f63616c3a2f2f637478/);
});

test('V2: an exec with a cache mount, host network, platform and proxy', () => {
  const { vertex } = execStep(image('base'), ['/bin/sh', '-c', 'x'], {
    env: { PATH: '/bin' },
    network: 'host',
    mounts: [cacheMount('/c', 'i', { sharing: 'locked' })],
  });
  const bind = inOrder([withProxy({ http: 'p' }), withPlatform({ os: 'linux', architecture: 'amd64' })]);
  const op = bind(onInput(vertex, true), create(OpMetadataSchema))!;
  // The one field of the vector that the builder does not offer: BuildKit before 0.9 ignores it silently.
  if (op.op.case === 'exec') op.op.value.meta!.validExitCodes = [0, 3];
  expect(digestOf(encodeOp(op))).toBe('sha256:d9110f56b3ffd553eeefe440ce4a98ddde88787a6517631c6d528ff89123538a');
});

test('V3: a copy onto scratch', () => {
  const options = { owner: { uid: 0 }, dirCopyContents: true, createDestPath: true };
  const vertex = fileVertex(scratch(), [copy(image('base'), '/', '/app/', options)], {});
  expect(digestOf(encodeOp(onInput(vertex, true)))).toBe(
    'sha256:c8c7857b21b60071892f5e1eb40bcbf22ca467bd94e04fe6b939d24c36b83375',
  );
});

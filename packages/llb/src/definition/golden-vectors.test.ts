/**
 * Ops whose bytes Go's deterministic protobuf writer wrote: three from BuildKit's own message
 * types, the others by its own client (client/llb 0.25.2). If one of these digests moves, every
 * cached build of every user runs again. BuildKit >= 0.17 then also reports progress under digests
 * that SmolFaaS does not know.
 */
import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { digestOf, encodeOp } from '../canonical.js';
import { InputSchema, type Op, OpMetadataSchema, OpSchema } from '../gen/pb/ops_pb.js';
import { execStep } from '../ops/exec.js';
import { fileVertex } from '../ops/file.js';
import { copy } from '../ops/file-actions.js';
import { cacheMount } from '../ops/mounts.js';
import { diff, git, http, image, local, merge, ociLayout, scratch } from '../state.js';
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
  // The one field of the vector that this package does not offer: BuildKit before 0.9 ignores it
  // silently.
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

const EMPTY = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const [a, b] = [image('docker.io/library/a:1'), image('docker.io/library/b:1')];
const buildkit = 'https://github.com/moby/buildkit.git';

test.each([
  [
    'git, a tag with its history',
    git(buildkit, { ref: 'v0.25.2', keepGitDir: true }),
    '503b3198fe4c4cd8d8021b498073d813517fad8750d2f77c2eaaac4cfd772fe6',
  ],
  [
    'git, a directory of it',
    git(buildkit, { ref: 'v0.25.2', subdir: 'docs' }),
    '1de08a7078498047e1c2dc9c7b7d74f605b3bdf19d34f16146267ba9f4dbd9e4',
  ],
  [
    'git over SSH, as scp writes it',
    git('git@github.com:moby/buildkit.git', {
      ref: 'main',
      knownSshHosts: 'github.com ssh-ed25519 AAAA',
      sshAgent: 'work',
    }),
    'e0fd55e0ffda481d7d4ae2f7d6cde0c8e4b06804e7b1ce0c367f8328c45d8456',
  ],
  [
    'git over SSH, with a port',
    git('ssh://git@example.com:2222/moby/buildkit.git/', { knownSshHosts: 'example.com ssh-ed25519 AAAA\n' }),
    '42e55f6815e7c1a245f7008d148120f8b89ee0e3ec14f88ca8dfe3ede2d0fcf3',
  ],
  [
    'git without a scheme, with secrets of other names',
    git('github.com/moby/buildkit', { authTokenSecret: 't', authHeaderSecret: 'h' }),
    'e0093c02ec492cd161fc9d0e9cf8eded9b010f12b891d170803ee2d599d519cc',
  ],
  [
    'http with all that a file can have',
    http('https://example.com/a.tar', { checksum: EMPTY, filename: 'b.tar', perm: 0o644, uid: 1, gid: 2 }),
    '92327b4798eb3f9965281c227e5e66f96ef856ee88f1de566ef4c9bae4f70ee5',
  ],
  [
    'an OCI layout of a store',
    ociLayout(`local/base@${EMPTY}`, { store: 'bases' }),
    '69536049fe485b42e475bb8dda7963b5030e0cfe1c40705841141a8327601570',
  ],
  [
    'a merge, one of it twice, scratch left out',
    merge([a, scratch(), b, a]),
    'b42bad66eadf66cd6c34cea07da27c30f70c77d97598497742e638a9113aaad5',
  ],
  ['a diff', diff(a, b), '2a270550e72dd78b3a763251be899dc5327fab17a4b381c03ecf49333379cee3'],
  ['a diff to nothing', diff(a, scratch()), 'a6aee86a1c68a49ec936bea47b54a06305471d121b92cf23b6e20cbad3536f07'],
])('%s', (_, state, digest) => {
  const platform = { os: 'linux', architecture: 'amd64' };
  expect(marshal(state, { platform }).head).toBe(`sha256:${digest}`);
});

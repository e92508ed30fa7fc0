/**
 * What binding adds, where, and what it keeps: a recipe's own choice wins, and an empty binding
 * changes no byte.
 */
import { expect, test } from 'vitest';
import type { Op } from '../gen/pb/ops_pb.js';
import { nodeLike } from '../node-like.test.fixture.js';
import { bindMount } from '../ops/mounts.js';
import { image, local } from '../state.js';
import { bindDefinition } from './bind.js';
import { marshal } from './marshal.js';
import { imagesOf } from './sources.js';

const attrsOf = ({ op }: { op: Op }): Record<string, string> | undefined =>
  op.op.case === 'source' ? op.op.value.attrs : undefined;

test('an empty binding changes no byte', () => {
  const { bytes } = marshal(nodeLike());
  for (const nothing of [{}, { proxy: {} }, { proxy: { http: '' } }, { sharedKeyHints: () => undefined }]) {
    expect(Buffer.from(bindDefinition(bytes, nothing).bytes)).toEqual(Buffer.from(bytes));
  }
});

test('the platform: the same as marshalling with it', () => {
  const platform = { os: 'linux', architecture: 'arm64', variant: 'v8' };
  expect(bindDefinition(marshal(nodeLike()).bytes, { platform })).toEqual(marshal(nodeLike(), { platform }));
});

test('binding is idempotent, and the first platform and resolve mode stay', () => {
  const platform = { os: 'linux', architecture: 'amd64' };
  const once = bindDefinition(marshal(nodeLike()).bytes, { platform, resolveMode: 'local', localSession: 's' });
  const twice = bindDefinition(once.bytes, {
    platform: { os: 'linux', architecture: 'arm64' },
    resolveMode: 'pull',
    localSession: 's',
  });
  expect(twice).toEqual(once);
});

test('the resolve mode: images that name none', () => {
  const state = image('a', { resolveMode: 'pull' }).run(['x'], {
    mounts: [bindMount('/b', image('b')), bindMount('/c', local('c'))],
  });
  const bound = bindDefinition(marshal(state.root).bytes, { resolveMode: 'local' });
  expect(bound.ops.map(attrsOf)).toEqual([
    { 'image.resolvemode': 'pull' },
    { 'image.resolvemode': 'local' },
    {},
    undefined,
  ]);
});

test('proxies: every exec that has a network', () => {
  const state = image('a')
    .run(['on'])
    .root.run(['off'], { network: 'none' })
    .root.run(['host'], { network: 'host' }).root;
  const proxy = { http: 'h', https: 's', ftp: 'f', no: 'n', all: 'a' };
  const bound = bindDefinition(marshal(state).bytes, { proxy });
  const seen = bound.ops.map(({ op }) => (op.op.case === 'exec' ? op.op.value.meta?.proxyEnv : undefined));
  const expected = { httpProxy: 'h', httpsProxy: 's', ftpProxy: 'f', noProxy: 'n', allProxy: 'a' };
  expect(seen).toMatchObject([undefined, expected, undefined, expected]);
});

test('locals: session, unique and a hint per name, replacing those of an earlier binding', () => {
  const state = image('a').run(['x'], {
    mounts: [bindMount('/m', local('m', { sharedKeyHint: 'own' })), bindMount('/n', local('n'))],
  });
  const bind = (bytes: Uint8Array, session: string) =>
    bindDefinition(bytes, {
      localSession: session,
      localUnique: `u-${session}`,
      sharedKeyHints: (name) => (name === 'n' ? 'project/n' : undefined),
    });
  const first = bind(marshal(state.root).bytes, 's1');
  expect(first.ops.map(attrsOf)).toEqual([
    {},
    { 'local.session': 's1', 'local.sharedkeyhint': 'own', 'local.unique': 'u-s1' },
    { 'local.session': 's1', 'local.sharedkeyhint': 'project/n', 'local.unique': 'u-s1' },
    undefined,
  ]);
  expect(bind(first.bytes, 's2')).toEqual(bind(marshal(state.root).bytes, 's2'));
});

test('images: the replacement where there is one', () => {
  const state = image('a').run(['x'], { mounts: [bindMount('/b', image('b'))] });
  const pinned = 'docker.io/library/a:latest@sha256:' + '1'.repeat(64);
  const images = (reference: string) => (reference === 'docker.io/library/a:latest' ? pinned : undefined);
  const bound = bindDefinition(marshal(state.root).bytes, { images });
  expect([...imagesOf(bound.bytes)].sort()).toEqual([pinned, 'docker.io/library/b:latest']);
});

import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { bindDefinition } from '../definition/bind.js';
import { encodeDefinition } from '../definition/definition.js';
import { marshal } from '../definition/marshal.js';
import { digestOf, encodeOp } from '../canonical.js';
import { InputSchema, OpMetadataSchema, OpSchema } from '../gen/pb/ops_pb.js';
import { image } from '../state.js';
import { nodeLike } from '../node-like.test.fixture.js';
import { print } from './print.js';

test('a recipe-like graph', async () => {
  await expect(print(marshal(nodeLike()).bytes)).toMatchFileSnapshot('__golden__/node-like.txt');
});

test('the same graph bound to a solve shows what was added', async () => {
  const bound = bindDefinition(marshal(nodeLike()).bytes, {
    platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    resolveMode: 'local',
    proxy: { http: 'http://proxy:3128', no: 'localhost' },
    localSession: 's1',
    sharedKeyHints: (name) => `project/${name}`,
  });
  await expect(print(bound.bytes)).toMatchFileSnapshot('__golden__/node-like-bound.txt');
});

test('an exec shows everything that is not a default', () => {
  const state = image('alpine:3', { resolveMode: 'pull' }).run(['echo', "it's", ''], {
    user: '65532:65532',
    hostname: 'box',
    network: 'host',
    ignoreCache: true,
    extraHosts: { registry: '10.0.0.1' },
  }).root;
  expect(print(marshal(state).bytes).replace(/\[[0-9a-f]{12}\]/g, '[…]')).toBe(
    [
      '#1 image docker.io/library/alpine:3 […]',
      '     attr     image.resolvemode=pull',
      '#2 exec <- #1 (never cached) […]',
      "     args     echo 'it'\\''s' ''",
      '     user     65532:65532',
      '     hostname box',
      '     network  host',
      '     host     registry 10.0.0.1',
      '     mount    / <- #1 -> out 0',
      'result #2',
      '',
    ].join('\n'),
  );
});

test('a value of several lines stays on its line', () => {
  const state = image('a').run(['sh', '-c', 'one\ntwo'], { env: { TEXT: 'a\nb' } }).root;
  expect(print(marshal(state).bytes)).toContain(
    "     args     sh -c 'one\\ntwo'\n     env      TEXT=a\\nb\n     mount",
  );
});

test('an op of a kind from the future is printed, not refused', () => {
  const step = encodeOp(create(OpSchema, { constraints: {} }));
  const terminal = encodeOp(create(OpSchema, { inputs: [create(InputSchema, { digest: digestOf(step) })] }));
  const encoded = [step, terminal].map((bytes) => ({
    bytes,
    digest: digestOf(bytes),
    op: create(OpSchema, bytes === terminal ? { inputs: [{ digest: digestOf(step) }] } : {}),
    meta: create(OpMetadataSchema),
  }));
  const definition = encodeDefinition({ steps: [encoded[0]!], terminal: encoded[1]!, source: undefined });
  expect(print(definition.bytes)).toMatch(/^#1 unknown \[[0-9a-f]{12}\]\nresult #1\n$/);
});

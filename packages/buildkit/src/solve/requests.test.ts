import { create, fromBinary } from '@bufbuild/protobuf';
import { copy, local, marshal, scratch } from '@smolfaas/llb';
import { OpSchema } from '@smolfaas/llb/pb/ops_pb.js';
import { expect, test } from 'vitest';
import type { ImageConfig } from '../api.js';
import { ResultSchema, SolveRequestSchema as GatewaySolveSchema } from '../gen/moby/buildkit/v1/frontend/gateway_pb.js';
import { CONFIG_KEY, imageIdOf, innerSolve, newRef, outerSolve, withConfig } from './requests.js';

const config: ImageConfig = { architecture: 'amd64', os: 'linux', config: { Cmd: ['x'] } };
const result = (json?: unknown) =>
  create(ResultSchema, {
    result: { case: 'ref', value: { id: 'r1' } },
    metadata: { other: Buffer.from('o'), ...(json ? { [CONFIG_KEY]: Buffer.from(JSON.stringify(json)) } : {}) },
  });
const configIn = ({ metadata }: { metadata: Record<string, Uint8Array> }): unknown =>
  JSON.parse(Buffer.from(metadata[CONFIG_KEY] ?? []).toString());

test('references are unique and plain', () => {
  const refs = Array.from({ length: 100 }, newRef);
  expect(new Set(refs).size).toBe(100);
  for (const ref of refs) expect(ref).toMatch(/^[0-9a-z]{20,27}$/);
});

test('the exporter stands in the old and the new fields; Cache is always there', () => {
  const attrs = { name: 'a:1' };
  expect(outerSolve('r', 's', { type: 'moby', attrs })).toEqual({
    Ref: 'r',
    Session: 's',
    Cache: {},
    ExporterDeprecated: 'moby',
    ExporterAttrsDeprecated: attrs,
    Exporters: [{ Type: 'moby', Attrs: attrs }],
  });
  expect(outerSolve('r', 's', undefined)).toEqual({ Ref: 'r', Session: 's', Cache: {} });
});

test('local sources are bound to the session, so that two solves never share one', () => {
  const definition = marshal(scratch().file([copy(local('all'), '/', '/app/')])).bytes;
  const request = create(GatewaySolveSchema, innerSolve({ kind: 'llb', definition, config }, 'session1'));
  const [source] = (request.Definition?.def ?? []).map((bytes) => fromBinary(OpSchema, bytes).op);
  expect(source).toMatchObject({ case: 'source', value: { attrs: { 'local.session': 'session1' } } });
  expect(request).toMatchObject({ Evaluate: true, allowResultReturn: true, Frontend: '' });
});

test('an LLB result gets the config of its request, other metadata stays', () => {
  const made = withConfig(result(), { kind: 'llb', definition: new Uint8Array(), config });
  expect(configIn(made)).toEqual(config);
  expect(made.metadata['other']).toEqual(Buffer.from('o'));
  expect(made.result).toEqual(result().result);
});

test('an LLB result gets a config that is made from another image, where that is known', () => {
  const basedOn = { ref: 'docker.io/library/a:1', config: (image: ImageConfig) => ({ ...config, created: image.os }) };
  const input = { kind: 'llb', definition: new Uint8Array(), config, basedOn } as const;
  expect(configIn(withConfig(result(), input, { architecture: 'arm64', os: 'its' }))).toEqual({
    ...config,
    created: 'its',
  });
  expect(configIn(withConfig(result(), input))).toEqual(config);
});

test("the frontend's config can be rewritten; keys unknown to us stay", () => {
  const input = { kind: 'frontend', frontend: 'dockerfile.v0', attrs: {} } as const;
  const made = { ...config, history: [1], 'x-unknown': true };
  const rewritten = withConfig(result(made), { ...input, config: (from) => ({ ...from, created: 'then' }) });
  expect(configIn(rewritten)).toEqual({ ...made, created: 'then' });
  expect(withConfig(result(made), input)).toEqual(result(made));
  expect(() => withConfig(result({ no: 'config' }), { ...input, config: (from) => from })).toThrow(
    /without architecture/,
  );
});

test('the image id is what the engine will call it: the exporter decides where that stands', () => {
  const both = { 'containerimage.digest': 'sha256:m', 'containerimage.config.digest': 'sha256:c' };
  expect(imageIdOf('moby', both)).toBe('sha256:m');
  expect(imageIdOf('docker', both)).toBe('sha256:c');
  expect(imageIdOf('docker', { 'containerimage.digest': 'sha256:m' })).toBe('sha256:m');
  expect(imageIdOf('moby', {})).toBeUndefined();
});

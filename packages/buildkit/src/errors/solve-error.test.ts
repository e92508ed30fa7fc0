import { create, toBinary } from '@bufbuild/protobuf';
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { StatusSchema } from '../gen/google/rpc/status_pb.js';
import type { ProgressState, StepState } from '../progress/reducer.js';
import { decodePlace } from './grpc-details.js';
import { solveError } from './solve-error.js';

/** An error as grpc-js makes it, with BuildKit's JSON details if any. */
function grpcError(code: status, details: string, ...json: [type: string, value: unknown][]): ServiceError {
  const metadata = new Metadata();
  if (json.length > 0) metadata.set('grpc-status-details-bin', trailer(...json));
  return Object.assign(new Error(`${code}: ${details}`), { code, details, metadata });
}

function trailer(...json: [type: string, value: unknown][]): Buffer {
  const details = json.map(([type, value]) => ({
    typeUrl: `github.com/moby/buildkit/${type}`,
    value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  }));
  return Buffer.from(toBinary(StatusSchema, create(StatusSchema, { code: 2, message: 'm', details })));
}

function steps(...all: { name: string; end?: number; error?: string; lines?: string[] }[]): ProgressState {
  return new Map(
    all.map(({ name, end, error = '', lines = [] }, i): [string, StepState] => {
      const step = { digest: `sha256:${name}`, name, index: i + 1 };
      return [step.digest, { step, runs: new Map([[0, end]]), cached: false, error, lines, rest: {}, told: false }];
    }),
  );
}

test('details are JSON inside Any: the vertex and the first line; others are passed over', () => {
  const source = { info: { filename: 'Dockerfile' }, ranges: [{ start: { line: 4 }, end: { line: 5 } }] };
  expect(
    decodePlace(trailer(['errdefs.Source+json', source], ['errdefs.Vertex+json', { digest: 'sha256:a' }])),
  ).toEqual({ line: 4, vertex: 'sha256:a' });
  expect(
    decodePlace(trailer(['stack.Stack+json', {}], ['errdefs.Vertex+json', 'not json'], ['errdefs.Source+json', {}])),
  ).toEqual({});
});

test('a failed step without details (20.10): the first real failure of the status stream', () => {
  const state = steps(
    { name: 'victim', end: 5, error: 'context canceled' },
    { name: 'later', end: 9, error: 'executor failed running [x]: exit code: 1' },
    { name: 'compile', end: 7, error: 'executor failed running [/bin/sh -c make]: exit code: 2', lines: ['oops'] },
  );
  const error = solveError(grpcError(status.UNKNOWN, 'executor failed running [/bin/sh -c make]: exit code: 2'), state);
  expect(error).toMatchObject({ code: 'step-failed', details: { step: 'compile', exitCode: 2, lines: ['oops'] } });
  expect(error.message).toBe('step "compile" failed: exit code 2');
});

test('newer daemons name the step in the details', () => {
  const state = steps(
    { name: 'a', end: 1, error: 'process "x" did not complete successfully: exit code: 1' },
    { name: 'b', end: 2, error: 'process "y" did not complete successfully: exit code: 137' },
  );
  const told = grpcError(status.UNKNOWN, 'process "y" did not complete successfully: exit code: 137', [
    'errdefs.Vertex+json',
    { digest: 'sha256:b' },
  ]);
  expect(solveError(told, state)).toMatchObject({ code: 'step-failed', details: { step: 'b', exitCode: 137 } });
});

test('a step that is no process has no exit code, and its reason is not repeated in gRPC words', () => {
  const state = steps({ name: 'copy', end: 1, error: 'rpc error: code = Unknown desc = "/x" not found: not found' });
  const error = solveError(grpcError(status.UNKNOWN, 'failed to compute cache key'), state);
  expect(error.message).toBe('step "copy" failed: "/x" not found: not found');
  expect(error.details).toEqual({ step: 'copy', lines: [] });
});

test.each([
  [
    'failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 3: unknown instruction: FETCH',
    3,
  ],
  ['failed to solve: dockerfile parse error on line 12: unknown instruction: FETCH', 12],
  [
    'failed to solve with frontend dockerfile.v0: failed to read dockerfile: open /var/lib/docker/tmp/buildkit-mount1/Dockerfile: no such file or directory',
    undefined,
  ],
])('a frontend that refuses: %s', (details, line) => {
  const error = solveError(grpcError(status.UNKNOWN, details), new Map());
  expect(error).toMatchObject({ code: 'frontend', details: line === undefined ? {} : { line } });
  expect(error.message).not.toMatch(/failed to solve/);
});

test('a line in the details counts more than the text', () => {
  const told = grpcError(status.UNKNOWN, 'dockerfile parse error', [
    'errdefs.Source+json',
    { ranges: [{ start: { line: 8 } }] },
  ]);
  expect(solveError(told, new Map())).toMatchObject({ code: 'frontend', details: { line: 8 } });
});

test('a broken connection names what was running', () => {
  const error = solveError(grpcError(status.UNAVAILABLE, 'Connection dropped'), steps({ name: 'long' }));
  expect(error).toMatchObject({ code: 'daemon-stopped', details: { step: 'long' } });
});

test('a stream that failed under HTTP/2 is a broken connection, whatever grpc-js calls it', () => {
  const said =
    'Received RST_STREAM with code 2 triggered by internal client error: Cannot call end after a stream was finished';
  expect(solveError(grpcError(status.INTERNAL, said), steps({ name: 'long' }))).toMatchObject({
    code: 'daemon-stopped',
    details: { step: 'long' },
  });
});

test('what has no name stays visible', () => {
  expect(solveError(grpcError(status.INTERNAL, 'strange'), new Map())).toMatchObject({
    code: 'protocol',
    details: { status: 13 },
  });
  expect(solveError('text', new Map())).toMatchObject({ code: 'protocol', message: 'solve: text' });
});

import type { ImageConfig } from '@smolfaas/buildkit';
import type { BuildRequest } from '@smolfaas/core';
import { copy, image, local, marshal } from '@smolfaas/llb';
import { describe, expect, it } from 'vitest';
import { buildEvent } from './solve-build.js';
import { solveRequest, withoutGraph } from './solve-request.js';

const { bytes: definition } = marshal(
  image('static:1', { resolveMode: 'local', platform: { os: 'linux', architecture: 'amd64' } }).file(
    [copy(local('all'), '/', '/app/')],
    { name: 'copy sources' },
  ),
);
const source = { root: '/f/hello', entries: [] };
const build: BuildRequest = {
  function: 'hello',
  input: {
    kind: 'llb',
    definition,
    config: {
      architecture: 'amd64',
      os: 'linux',
      config: { Cmd: ['a'], Labels: { own: 'kept', 'dev.smolfaas.project': 'x' } },
    },
  },
  tags: ['f-hello:abc', 'f-hello:latest'],
  labels: { 'dev.smolfaas.project': 'p' },
  source,
  secrets: { ca: new Uint8Array([2]) },
  sharedKey: 'p/hello',
  timeoutMs: 600_000,
};
const dockerfile: BuildRequest = {
  ...build,
  input: { kind: 'dockerfile', filename: 'deploy/Dockerfile', attrs: { 'build-arg:A': '1' } },
};

describe('solveRequest', () => {
  it('serves both local sources of a graph from the one list, and labels the image', () => {
    expect(solveRequest(build)).toEqual({
      input: {
        kind: 'llb',
        definition,
        config: {
          architecture: 'amd64',
          os: 'linux',
          created: '1970-01-01T00:00:00Z',
          config: { Cmd: ['a'], Labels: { own: 'kept', 'dev.smolfaas.project': 'p' } },
        },
        basedOn: expect.anything(),
      },
      exporter: { type: 'moby', attrs: { name: 'f-hello:abc,f-hello:latest' } },
      locals: { manifests: source, all: source },
      secrets: { ca: new Uint8Array([2]) },
      sharedKey: 'p/hello',
      deadlineMs: 600_000,
    });
  });

  it('writes the history on that of the base: of what is at hand, else of what the builder is asked for', () => {
    const base = {
      architecture: 'amd64',
      os: 'linux',
      rootfs: { diff_ids: ['sha256:1'] },
      history: [{ created_by: 'ADD' }],
    };
    const created = '1970-01-01T00:00:00Z';
    const history = [
      { created, created_by: 'ADD' },
      { created, created_by: 'copy sources', comment: 'smolfaas' },
    ];
    const given = solveRequest({ ...build, base }).input;
    expect(given).toMatchObject({ config: { history } });
    expect(given).not.toHaveProperty('basedOn');
    const { input } = solveRequest(build);
    if (input.kind !== 'llb') throw new Error('no graph');
    expect(input.config).not.toHaveProperty('history');
    const platform = { os: 'linux', architecture: 'amd64' };
    expect(input.basedOn).toMatchObject({ ref: 'docker.io/library/static:1', resolveMode: 'local', platform });
    expect(input.basedOn?.config(base)).toEqual({ ...input.config, history });
  });

  it('asks the frontend for a Dockerfile, with its options', () => {
    expect(solveRequest(dockerfile)).toMatchObject({
      input: {
        kind: 'frontend',
        frontend: 'dockerfile.v0',
        attrs: { filename: 'deploy/Dockerfile', 'build-arg:A': '1' },
      },
      locals: { context: source, dockerfile: source },
    });
  });

  it('puts certificates and proxies into the graph of a Dockerfile, or says in arguments what can be said there', () => {
    const graph = (bytes: Uint8Array) => bytes;
    const { input } = dockerfile;
    if (input.kind !== 'dockerfile') throw new Error('no Dockerfile');
    const attrsWithoutGraph = { 'build-arg:HTTPS_PROXY': 'http://proxy:3128' };
    const rewritten = { ...dockerfile, input: { ...input, rewrite: { graph, attrsWithoutGraph } } };
    expect(solveRequest(rewritten).input).toMatchObject({ graph, attrs: { 'build-arg:A': '1' } });
    const direct = withoutGraph(rewritten).input;
    expect(direct).toMatchObject({ attrs: { filename: 'deploy/Dockerfile', ...attrsWithoutGraph } });
    expect(direct).not.toHaveProperty('graph');
  });

  it('takes the time out of what the frontend made, and leaves the rest', () => {
    const { input } = solveRequest(dockerfile);
    const made = {
      architecture: 'arm64',
      os: 'linux',
      created: '2026-01-02T03:04:05Z',
      config: { Cmd: ['x'], Labels: { its: 'own' }, Healthcheck: { Test: ['NONE'] } },
      history: [{ created: '2026-01-02T03:04:05Z', created_by: 'RUN x' }, { created_by: 'COPY' }],
    };
    const rewrite = input.kind === 'frontend' ? input.config : undefined;
    const fixed: ImageConfig | undefined = rewrite?.(made);
    expect(fixed).toEqual({
      architecture: 'arm64',
      os: 'linux',
      created: '1970-01-01T00:00:00Z',
      config: { Cmd: ['x'], Labels: { its: 'own', 'dev.smolfaas.project': 'p' }, Healthcheck: { Test: ['NONE'] } },
      history: [
        { created: '1970-01-01T00:00:00Z', created_by: 'RUN x' },
        { created: '1970-01-01T00:00:00Z', created_by: 'COPY' },
      ],
    });
  });

  it('gives an untagged image no name at all, which old engines demand', () => {
    expect(solveRequest({ ...build, tags: [] }).exporter).toEqual({ type: 'moby', attrs: {} });
  });
});

describe('buildEvent', () => {
  const step = { digest: 'sha256:1', name: 'npm ci', index: 4 };
  it('tells steps and their output, and no byte counts', () => {
    const events = [
      { type: 'step-started', step },
      { type: 'log', step, stream: 'stderr', line: 'added 1' },
      { type: 'step-done', step, ms: 12 },
      { type: 'step-cached', step },
      { type: 'step-failed', step, message: 'm', canceled: false },
      { type: 'step-failed', step, message: 'm', canceled: true },
      { type: 'transfer', step, id: 'x', action: 'sending', current: 1, total: 2, done: false },
    ] as const;
    expect(events.map(buildEvent)).toEqual([
      { type: 'step', step: 4, name: 'npm ci', status: 'started' },
      { type: 'log', step: 4, name: 'npm ci', line: 'added 1' },
      { type: 'step', step: 4, name: 'npm ci', status: 'done', ms: 12 },
      { type: 'step', step: 4, name: 'npm ci', status: 'cached' },
      { type: 'step', step: 4, name: 'npm ci', status: 'failed' },
      { type: 'step', step: 4, name: 'npm ci', status: 'canceled' },
      undefined,
    ]);
  });
});

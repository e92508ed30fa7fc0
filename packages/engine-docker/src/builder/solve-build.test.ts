/**
 * Tests a builder that does not return a Dockerfile's graph. No available version behaves that way
 * for the one platform that SmolFaaS builds for. So these tests use a fake client that refuses as
 * the real one does (buildkit's graph.docker.test.ts).
 */
import { BuildKitError, type SolveRequest } from '@smolfaas/buildkit';
import type { BuildEvent, BuildRequest } from '@smolfaas/core';
import { expect, it } from 'vitest';
import { solveBuild } from './solve-build.js';

const build: BuildRequest = {
  function: 'hello',
  input: {
    kind: 'dockerfile',
    filename: 'Dockerfile',
    attrs: {},
    rewrite: { graph: (definition) => definition, attrsWithoutGraph: { 'build-arg:NO_PROXY': 'corp' } },
  },
  tags: [],
  labels: {},
  source: { root: '/', entries: [] },
  secrets: {},
  sharedKey: 'p/hello',
  timeoutMs: 1000,
};

function clientThat(refuses: 'no-graph' | 'protocol') {
  const asked: SolveRequest['input'][] = [];
  const solve = async ({ input }: SolveRequest) => {
    asked.push(input);
    if (refuses === 'protocol' || (input.kind === 'frontend' && input.graph))
      throw new BuildKitError(refuses, 'no', {});
    return { exporterResponse: {}, steps: [] };
  };
  return { asked, solve };
}

it('is asked again to build it as it is, after the user was told', async () => {
  const client = clientThat('no-graph');
  const told: BuildEvent[] = [];
  await solveBuild(client, build, {}, (event) => told.push(event));
  expect(told).toEqual([{ type: 'warning', message: expect.stringContaining('does not tell the graph') }]);
  expect(client.asked).toHaveLength(2);
  expect(client.asked[1]).toMatchObject({ attrs: { 'build-arg:NO_PROXY': 'corp' } });
  expect(client.asked[1]).not.toHaveProperty('graph');
});

it('any other error is the error', async () => {
  const client = clientThat('protocol');
  const failed = solveBuild(client, build, {}, () => undefined);
  await expect(failed).rejects.toMatchObject({ code: 'protocol' });
  expect(client.asked).toHaveLength(1);
});

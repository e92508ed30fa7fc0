/**
 * Tests the BuildKitManager's suite itself, in memory: core's fake passes, and broken ones fail the
 * check for their fault.
 */
import type { Builder, BuildKitManager } from '@smolfaas/core';
import { emptyWorld, fakeEngine, type World } from '@smolfaas/core/fakes.js';
import { describe, expect, it } from 'vitest';
import { buildKitManagerConformance } from './buildkit-manager.js';
import { failures } from '../failures.test.fixture.js';

type Break = (build: Builder['build'], world: World) => Builder['build'];

function suite(breaking: Break = (build) => build) {
  const world = emptyWorld();
  const good = fakeEngine(world).builder;
  const manager: BuildKitManager = {
    ...good,
    async ensure(...asked) {
      const builder = await good.ensure(...asked);
      return { ...builder, build: breaking((...args) => builder.build(...args), world) };
    },
  };
  return buildKitManagerConformance({
    manager,
    engine: fakeEngine(world),
    broken(request) {
      world.brokenBuilds.add(request.function);
      return request;
    },
  });
}

const BROKEN: readonly [check: string, fault: string, breaking: Break][] = [
  [
    'image: has the tags and labels that were asked for',
    'labels left out',
    (build, world) => async (request, onEvent, signal) => {
      const built = await build(request, onEvent, signal);
      const image = world.images.get(built.id);
      if (image !== undefined) image.labels = { 'dev.smolfaas.project': request.labels['dev.smolfaas.project'] ?? '' };
      return built;
    },
  ],
  [
    'events: every step starts before it is done, numbered in order',
    'numbers from 0',
    (build) => (request, onEvent, signal) =>
      build(request, (event) => onEvent(event.type === 'warning' ? event : { ...event, step: event.step - 1 }), signal),
  ],
  [
    'fault: a build that fails leaves the tag on the image before',
    'takes the tag away first',
    (build, world) => (request, onEvent, signal) => {
      const untag = request.function === 'kept' && world.brokenBuilds.has('kept');
      if (untag)
        for (const image of world.images.values()) image.tags = image.tags.filter((tag) => !request.tags.includes(tag));
      return build(request, onEvent, signal);
    },
  ],
  [
    'fault: other bytes than the hashed ones are never built',
    'does not look',
    (build) => (request, onEvent, signal) => {
      const entries = request.source.entries.map((entry) => ({ ...entry, kind: 'symlink' as const }));
      return build({ ...request, source: { ...request.source, entries } }, onEvent, signal);
    },
  ],
  [
    'abort: a build is ended by its signal, with its reason',
    'looks at the signal only at the beginning',
    (build) => (request, onEvent, signal) => {
      const heard = signal.aborted ? signal : new AbortController().signal;
      return build(request, onEvent, heard);
    },
  ],
];

describe('the suite of BuildKitManager', () => {
  it('passes the fake', async () => {
    expect(await failures(suite())).toEqual({});
  });

  it.each(BROKEN)('%s: fails for %s', async (check, _, breaking) => {
    expect(Object.keys(await failures(suite(breaking)))).toEqual([check]);
  });
});

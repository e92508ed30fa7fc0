/**
 * Tests the CaddyManager's suite itself, in memory: core's fake passes, and broken ones fail the
 * check for their fault.
 */
import { type CaddyManager, LABEL, type RouterLink } from '@smolfaas/core';
import { emptyWorld, fakeEngine, type World } from '@smolfaas/core/fakes.js';
import { describe, expect, it } from 'vitest';
import { caddyManagerConformance } from './caddy-manager.js';
import { failures } from '../failures.test.fixture.js';

const SERVER = `sha256:${'2'.repeat(64)}`;

type Break = (good: CaddyManager, world: World) => Partial<CaddyManager>;

function suite(breaking: Break = () => ({})) {
  const world = emptyWorld();
  world.images.set(SERVER, { id: SERVER, labels: {}, tags: ['server:1'] });
  world.absentImages.add('no/such:image');
  const good = fakeEngine(world).router;
  const manager = { ...good, ...breaking(good, world) };
  const images = { image: 'caddy:2', server: SERVER, missingImage: 'no/such:image' };
  return caddyManagerConformance({ manager, engine: fakeEngine(world), ...images });
}

/** Breaks every link that the manager returns. */
const withLink =
  (change: (link: RouterLink) => Partial<RouterLink>): Break =>
  (good) => ({
    async ensure(spec, observed, signal) {
      const link = await good.ensure(spec, observed, signal);
      return { ...link, ...change(link) };
    },
    async link(observed, signal) {
      const link = await good.link(observed, signal);
      return link && { ...link, ...change(link) };
    },
  });

const BROKEN: readonly [check: string, fault: string, breaking: Break][] = [
  [
    'router: runs with its labels and spec hash, and is left alone when asked for again',
    'made anew each time',
    (good, world) => ({
      ensure: (spec, observed, signal) => {
        const present = observed && world.containers.get(observed.id);
        if (present !== undefined && present.labels[LABEL.specHash] === good.specHash(spec) && !signal.aborted) {
          const id = `${present.id}x`;
          world.containers.delete(present.id);
          world.containers.set(id, { ...present, id });
          return good.ensure(spec, { ...present, id }, signal);
        }
        return good.ensure(spec, observed, signal);
      },
    }),
  ],
  [
    'link: gives back the last table whole',
    'keeps what it had',
    withLink((link) => ({
      async push(table, signal) {
        if (table.routes.some(({ upstream }) => upstream === 'a.g2')) return;
        await link.push(table, signal);
      },
    })),
  ],
  [
    'link: a probe tells who answers, and who is not there',
    'everybody answers',
    withLink((link) => ({
      probe: async (upstream, timeoutMs, signal) => {
        await link.probe(upstream, timeoutMs, signal);
        return { kind: 'answered', status: 200 };
      },
    })),
  ],
  [
    'fault: the link to a router that is gone says so',
    'is silent',
    withLink((link) => ({
      read: async (signal) => {
        signal.throwIfAborted();
        return link.read(signal).catch(() => ({ table: { addr: '', httpsPort: 0, routes: [] }, intact: false }));
      },
    })),
  ],
  [
    'abort: every verb throws the reason of its signal, and nothing is changed',
    'deaf',
    withLink((link) => ({ connections: (upstream) => link.connections(upstream, new AbortController().signal) })),
  ],
];

describe('the suite of CaddyManager', () => {
  it('passes the fake', async () => {
    expect(await failures(suite())).toEqual({});
  });

  it.each(BROKEN)('%s: fails for %s', async (check, _, breaking) => {
    expect(Object.keys(await failures(suite(breaking)))).toEqual([check]);
  });
});

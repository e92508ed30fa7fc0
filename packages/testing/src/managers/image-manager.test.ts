/**
 * Tests the suite of ImageManager itself, in memory: core's fake passes, and broken ones fail the
 * check for their fault.
 */
import { type ImageManager, SmolfaasError } from '@smolfaas/core';
import { emptyWorld, fakeEngine, moveTags, type World } from '@smolfaas/core/fakes.js';
import { describe, expect, it } from 'vitest';
import { failures } from '../failures.test.fixture.js';
import { imageManagerConformance } from './image-manager.js';

const IMAGE = `sha256:${'1'.repeat(64)}`;
const PULLABLE = 'registry.invalid/there:1';

type Break = (good: ImageManager, world: World) => Partial<ImageManager>;

function world(): World {
  const made = emptyWorld();
  made.images.set(IMAGE, { id: IMAGE, labels: {}, tags: ['fake:1'] });
  made.registry.set(PULLABLE, { id: `sha256:${'2'.repeat(64)}`, labels: {}, tags: [PULLABLE] });
  return made;
}

function suite(on: World, breaking: Break = () => ({})) {
  const good = fakeEngine(on).images;
  const manager = { ...good, ...breaking(good, on) };
  const subject = { image: IMAGE, missingImage: 'registry.invalid/none:1', pullable: PULLABLE };
  return imageManagerConformance({ manager, engine: fakeEngine(on), ...subject });
}

const BROKEN: readonly [check: string, fault: string, breaking: Break][] = [
  [
    'archives: what was packed is unpacked as the same image, under the same names',
    'packs the first name only',
    (good, on) => ({
      async load(archive, signal) {
        await good.load(archive, signal);
        const [image] = on.images.values();
        if (image !== undefined) moveTags(on, 'none', image.tags.slice(2));
      },
    }),
  ],
  [
    'archives: an image that is not there cannot be packed',
    'packs nothing',
    (good) => ({
      save: (names, signal) =>
        good.save(
          names.filter((name) => !name.endsWith(':none')),
          signal,
        ),
    }),
  ],
  [
    'archives: one that was cut off is refused, and so is what is none; nothing of them stays',
    'takes anything',
    (good) => ({
      load: (archive, signal) =>
        good.load(archive, signal).catch((error: unknown) => {
          if (signal.aborted) throw error;
        }),
    }),
  ],
  [
    'pull: what a registry has is there afterwards, and again is fine; progress never exceeds its total',
    'counts too far',
    (good) => ({
      pull: (reference, onProgress, signal) =>
        good.pull(reference, ({ total }) => onProgress({ done: total + 1, total }), signal),
    }),
  ],
  [
    'pull: what is nowhere is told with its reference, its registry and who asked',
    'an error of the engine',
    (good) => ({
      pull: (reference, onProgress, signal) =>
        good.pull(reference, onProgress, signal).catch((error: unknown) => {
          if (signal.aborted) throw error;
          throw new SmolfaasError('engine-error', { call: 'pull', status: 404, message: 'not found' });
        }),
    }),
  ],
  [
    'abort: every verb throws the reason of its signal, and nothing is changed',
    'deaf',
    (good) => ({ save: (names) => good.save(names, new AbortController().signal) }),
  ],
];

describe('the suite of ImageManager', () => {
  it('passes the fake, and leaves nothing behind', async () => {
    const on = world();
    expect(await failures(suite(on))).toEqual({});
    expect([...on.images.values()].flatMap(({ tags }) => tags)).toEqual(['fake:1']);
  });

  it.each(BROKEN)('%s: fails for one that %s', async (check, _, breaking) => {
    expect(Object.keys(await failures(suite(world(), breaking)))).toEqual([check]);
  });
});

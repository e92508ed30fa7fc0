/**
 * Tests the FunctionManager's suite itself, in memory: core's fake passes, and broken ones fail the
 * check for their fault.
 */
import { LABEL } from '@smolfaas/core';
import { emptyWorld, fakeEngine, type World } from '@smolfaas/core/fakes.js';
import { describe, expect, it } from 'vitest';
import { failures } from '../failures.test.fixture.js';
import { functionManagerConformance } from './function-manager.js';
import type { EngineObjects } from './sweep.js';

const IMAGE = `sha256:${'1'.repeat(64)}`;

/** Broken verbs, by manager. */
type Broken = { readonly [M in Exclude<keyof EngineObjects, 'observe'>]?: Partial<EngineObjects[M]> } & Partial<
  Pick<EngineObjects, 'observe'>
>;
type Break = (good: EngineObjects, world: World) => Broken;

function subject(breaking: Break = () => ({})) {
  const world = emptyWorld();
  world.images.set(IMAGE, { id: IMAGE, labels: {}, tags: ['fake:1'] });
  const good = fakeEngine(world);
  const { functions, images, networks, volumes, observe } = breaking(good, world);
  const engine: EngineObjects = {
    functions: { ...good.functions, ...functions },
    images: { ...good.images, ...images },
    networks: { ...good.networks, ...networks },
    volumes: { ...good.volumes, ...volumes },
    observe: observe ?? ((scope, signal) => good.observe(scope, signal)),
  };
  return { engine, image: IMAGE };
}

const BROKEN: readonly [check: string, fault: string, breaking: Break][] = [
  [
    'network: is made once, with its labels, and found again',
    'other labels',
    (good, world) => ({
      networks: {
        ensure: async (name, labels, signal) => {
          const id = await good.networks.ensure(name, labels, signal);
          if (labels[LABEL.project] !== undefined)
            world.networks.set(id, { id, name, labels: { ...labels, more: '' } });
          return id;
        },
      },
    }),
  ],
  [
    'observe: lists a stranger only when it holds a name that is asked for',
    'lists everything',
    (good, world) => ({
      observe: async (scope, signal) => {
        const seen = await good.observe(scope, signal);
        const listed = new Set(seen.containers.map(({ id }) => id));
        const unlabelled = [...world.containers.values()].filter(({ labels }) => labels[LABEL.project] === undefined);
        const strangers = unlabelled.filter(({ id }) => !listed.has(id));
        return { ...seen, containers: [...seen.containers, ...structuredClone(strangers)] };
      },
    }),
  ],
  [
    'observe: a container that has our labels from its image only is a stranger, and shows none of them',
    'believes every label',
    (good, world) => ({
      observe: async (scope, signal) => {
        const seen = await good.observe(scope, signal);
        const ours = [...world.containers.values()].filter(({ labels }) => labels[LABEL.project] !== undefined);
        const others = seen.containers.filter(({ id }) => !ours.some((one) => one.id === id));
        return { ...seen, containers: [...others, ...structuredClone(ours)] };
      },
    }),
  ],
  [
    'images: one is told as layers with their sizes; one that is not there is left out',
    'knows them all',
    (good) => ({
      images: {
        details: async (ids, signal) => {
          const known = await good.images.details(ids, signal);
          return new Map(ids.map((id) => [id, known.get(id) ?? { layers: [] }]));
        },
      },
    }),
  ],
  [
    'images: those in use are told, whoever uses them',
    'looks at nobody',
    (good) => ({
      images: {
        used: async (signal) => {
          await good.images.used(signal);
          return new Set();
        },
      },
    }),
  ],
  [
    'start: what cannot be started leaves nothing behind',
    'leaves a container',
    (good, world) => ({
      functions: {
        start: async (spec, signal) => {
          try {
            return await good.functions.start(spec, signal);
          } catch (error) {
            if (spec.function === 'hollow') {
              const { name, alias, address, labels, network, image: imageId } = spec;
              world.containers.set(name, {
                id: name,
                name,
                aliases: [alias, address],
                labels,
                imageId,
                state: 'created',
                networks: [network],
                ports: [],
              });
            }
            throw error;
          }
        },
      },
    }),
  ],
  [
    'changes: start, end and removal of a container of the project, in this order, and of no other',
    'forgets the labels',
    (good) => ({
      functions: {
        async *changes(project, lookBackMs, signal) {
          for await (const change of good.functions.changes(project, lookBackMs, signal))
            yield { ...change, labels: {} };
        },
      },
    }),
  ],
  [
    'images: one gets a further name, and loses only that one',
    'loses all names',
    (good, world) => ({
      images: {
        remove: async (name, signal) => {
          signal.throwIfAborted();
          for (const image of world.images.values()) if (image.tags.includes(name)) image.tags = [];
        },
      },
    }),
  ],
  [
    'abort: every verb throws the reason of its signal, and nothing is changed',
    'deaf',
    (good) => ({ functions: { rename: (id, name) => good.functions.rename(id, name, new AbortController().signal) } }),
  ],
  [
    'abort: every verb throws the reason of its signal, and nothing is changed',
    'an error of its own',
    (good) => ({
      functions: {
        diagnose: async (id, signal) => {
          if (signal.aborted) throw new Error('AbortError');
          return good.functions.diagnose(id, signal);
        },
      },
    }),
  ],
];

describe('the suite of FunctionManager', () => {
  it('passes the fake', async () => {
    expect(await failures(functionManagerConformance(subject()))).toEqual({});
  });

  it.each(BROKEN)('%s: fails for %s', async (check, _, breaking) => {
    expect(Object.keys(await failures(functionManagerConformance(subject(breaking))))).toEqual([check]);
  });

  it('leaves nothing behind', async () => {
    const world = emptyWorld();
    world.images.set(IMAGE, { id: IMAGE, labels: {}, tags: ['fake:1'] });
    await failures(functionManagerConformance({ engine: fakeEngine(world), image: IMAGE }));
    expect([world.containers.size, world.networks.size, world.volumes.size]).toEqual([0, 0, 0]);
    expect(world.images.get(IMAGE)?.tags).toEqual(['fake:1']);
  });
});

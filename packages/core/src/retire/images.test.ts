/**
 * Which images are needed for what, and which are removed: all decisions of `prune`, as tables.
 */
import type { Observed } from '../contract/observed.js';
import { describe, expect, test } from 'vitest';
import type { ImageDetails } from '../contract/disk.js';
import { LABEL } from '../contract/labels.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { chooseImages } from './choose-images.js';
import { type JudgedImage, judgeImages, type OwnImage, ownImages } from './own-images.js';

const hash = (id: string): string => id.padEnd(12, '0').replaceAll(/[^0-9a-f]/g, '0');

const image = (fn: string, id: string, tags = [`p-${fn}:${hash(id)}`]): OwnImage => ({
  id,
  tags,
  labels: {},
  function: fn,
});

const record = (fn: string, generation: number, imageId: string): GenerationRecord => ({
  function: fn,
  generation,
  runtime: 'node',
  contentHash: imageId,
  recipeKey: 'key',
  imageId,
  specHash: 'spec',
  builtAt: 0,
  instances: 1,
  ready: [],
});

const judged = (changes: Partial<Parameters<typeof judgeImages>[0]>): string[] =>
  judgeImages({
    images: [],
    used: new Set(),
    history: [],
    functions: new Set(['a', 'b']),
    keep: 1,
    lastTagged: () => 0,
    ...changes,
  }).map(({ function: fn, id, verdict }) => `${fn} ${id} ${verdict}`);

describe('verdicts', () => {
  const images = ['a1', 'a2', 'a3', 'a4'].map((id) => image('a', id));
  const history = [record('a', 4, 'a4'), record('a', 3, 'a3'), record('a', 2, 'a2'), record('a', 1, 'a1')];

  test('newest first: the recorded one, then the last good one, then old ones', () => {
    expect(judged({ images, history })).toEqual(['a a4 recorded', 'a a3 former', 'a a2 old', 'a a1 old']);
  });

  test('what runs is used, whatever its age', () => {
    const used = new Set(['a1', 'a4']);
    expect(judged({ images, history, used })).toEqual(['a a4 used', 'a a3 former', 'a a2 old', 'a a1 used']);
  });

  test('back to an older source: its image counts as the newest', () => {
    const back = [record('a', 5, 'a2'), ...history];
    expect(judged({ images, history: back })).toEqual(['a a2 recorded', 'a a4 former', 'a a3 old', 'a a1 old']);
  });

  test('images that never became a good generation are older than all that did; among them the name decides by its time', () => {
    const few = history.slice(0, 1);
    const lastTagged = (id: string) => Number(id.slice(1));
    expect(judged({ images, history: few, lastTagged })).toEqual([
      'a a4 recorded',
      'a a3 former',
      'a a2 old',
      'a a1 old',
    ]);
  });

  test('with nothing kept, only what is needed stays', () => {
    expect(judged({ images, history, keep: 0 })).toEqual(['a a4 recorded', 'a a3 old', 'a a2 old', 'a a1 old']);
  });

  test('of a function that is gone, nothing is kept to go back to', () => {
    expect(judged({ images, functions: new Set() })).toEqual(['a a1 old', 'a a2 old', 'a a3 old', 'a a4 old']);
  });

  test.each([
    ['p-a:latest', 'old'],
    ['other-prefix-a:0123456789ab', 'old'],
    ['localhost/p-a:0123456789ab', 'old'],
    ['docker.io/library/p-a:0123456789ab', 'old'],
    ['p-a:v1', 'named'],
    ['registry.example/p-a:0123456789ab', 'named'],
    ['registry.example:5000/p-a:latest', 'named'],
    ['p-b:0123456789ab', 'named'],
  ])('a name %s makes an image %s', (tag, verdict) => {
    expect(judged({ images: [image('a', 'a1', [tag])], keep: 0 })).toEqual([`a a1 ${verdict}`]);
  });

  test('only images with our project and a function are ours', () => {
    const project = { id: 'p1', functionsDir: '/f' };
    const labels = { [LABEL.project]: 'p1', [LABEL.function]: 'a' };
    const all = [
      { id: '1', tags: [], labels },
      { id: '2', tags: ['p-a:latest'], labels: {} },
      { id: '3', tags: [], labels: { ...labels, [LABEL.project]: 'p2' } },
      { id: '4', tags: [], labels: { [LABEL.project]: 'p1' } },
    ];
    const living = { id: 'n', name: 'theirs', labels: { [LABEL.project]: 'p2' } };
    expect(ownImages(withImages(all, [living]), project, 'p').map(({ id }) => id)).toEqual(['1']);
  });

  test('one under our names whose project has nothing else left counts as ours, by these names only', () => {
    const project = { id: 'p1', functionsDir: '/f' };
    const dead = { [LABEL.project]: 'dead', [LABEL.function]: 'a' };
    const all = [
      { id: '1', tags: ['p-a:0123456789ab', 'mine:1'], labels: dead },
      { id: '2', tags: ['q-a:latest'], labels: dead },
      { id: '3', tags: ['p-a:latest'], labels: {} },
    ];
    expect(ownImages(withImages(all), project, 'p')).toMatchObject([{ id: '1', tags: ['p-a:0123456789ab'] }]);
  });
});

describe('choosing', () => {
  /** Each image has the base's layer, one of its function, and one of its own. */
  const details = new Map<string, ImageDetails>(
    ['a1', 'a2', 'a3', 'b1', 'b2'].map((id) => [
      id,
      {
        layers: [
          { id: 'base', bytes: 1000 },
          { id: `deps-${id[0]}`, bytes: 100 },
          { id, bytes: 10 },
        ],
      },
    ]),
  );
  details.set('base', { layers: [{ id: 'base', bytes: 1000 }] });
  const judge = (fn: string, id: string, verdict: JudgedImage['verdict'], age: number): JudgedImage => ({
    ...image(fn, id),
    verdict,
    age,
  });
  const images = [
    judge('a', 'a3', 'used', 0),
    judge('a', 'a2', 'former', 0),
    judge('a', 'a1', 'former', 1),
    judge('b', 'b2', 'recorded', 0),
    judge('b', 'b1', 'old', 0),
  ];
  const chosen = (maxBytes?: number) => chooseImages(images, ['base'], details, { maxBytes }).map(({ id }) => id);

  test('without a limit only old ones go', () => {
    expect(chosen()).toEqual(['b1']);
  });

  test('a limit that is kept after that costs nothing more', () => {
    expect(chosen(240)).toEqual(['b1']);
  });

  test('a smaller one takes former ones, the furthest back first, each only as long as it is needed', () => {
    expect(chosen(239)).toEqual(['b1', 'a1']);
    expect(chosen(229)).toEqual(['b1', 'a1', 'a2']);
  });

  test('what is used or recorded stays under any limit', () => {
    expect(chosen(0)).toEqual(['b1', 'a1', 'a2']);
  });
});

function withImages(images: Observed['images'], networks: Observed['networks'] = []): Observed {
  const engine = { endpoint: '', version: '', apiVersion: '', platform: { os: 'linux', architecture: 'amd64' } };
  return { engine, images, networks, containers: [], volumes: [] };
}

import { describe, expect, test } from 'vitest';
import type { ObservedImage } from '../contract/observed.js';
import { builderImages, builderSpec, type BuilderSettings } from './builder-spec.js';

const project = { id: 'p1', functionsDir: '/here' };
const host = { ca: Buffer.from('CA') };
const settings: BuilderSettings = {
  builder: { kind: 'container' },
  buildkitName: 'builder',
  bases: {},
  registries: { 'r.example': { insecure: true } },
  host,
};
const local = (tag: string): ObservedImage => ({ id: tag, tags: [tag], labels: {} });

const imagesOf = (bases: BuilderSettings['bases'], images: readonly ObservedImage[] = []) => {
  const spec = builderSpec({ ...settings, bases }, project, images);
  if (!('container' in spec)) throw new Error('no container');
  return [spec.container.image, spec.container.rootlessImage];
};

test('a container has a name, a volume and labels that say whose it is', () => {
  expect(builderSpec(settings, project, [])).toEqual({
    kind: 'container',
    container: {
      name: 'builder',
      volume: 'builder-state',
      image: 'moby/buildkit:v0.25.2',
      rootlessImage: 'moby/buildkit:v0.25.2-rootless',
      labels: {
        'dev.smolfaas.project': 'p1',
        'dev.smolfaas.functions-dir': '/here',
        'dev.smolfaas.role': 'builder',
      },
      reach: { registries: { 'r.example': { insecure: true } }, trust: host.ca },
    },
  });
});

test('stand-ins take the place of official images that the engine does not have', () => {
  const standIn = 'smolfaas.local/base/buildkitd:0.25';
  expect(imagesOf({}, [local(standIn)])).toEqual([standIn, 'moby/buildkit:v0.25.2-rootless']);
  expect(imagesOf({}, [local(standIn), local('moby/buildkit:v0.25.2')])[0]).toBe('moby/buildkit:v0.25.2');
});

test('who names an image gets that one, and no other is tried', () => {
  expect(imagesOf({ buildkitd: 'mine:1' })).toEqual(['mine:1', undefined]);
  expect(imagesOf({ buildkitd: 'mine:1', 'buildkitd-rootless': 'mine:2' })).toEqual(['mine:1', 'mine:2']);
});

test('engine and addresses need nothing else', () => {
  expect(builderSpec({ ...settings, builder: { kind: 'engine' } }, project, [])).toEqual({ kind: 'engine' });
  const address = { kind: 'address', address: 'unix:///run/b.sock' } as const;
  expect(builderSpec({ ...settings, builder: address }, project, [])).toEqual(address);
});

describe('the image without root is no more than a wish', () => {
  const rooted = 'moby/buildkit:v0.25.2';
  const rootless = `${rooted}-rootless`;
  const digest = `sha256:${'a'.repeat(64)}`;
  const locked = (...names: string[]) => ({
    images: new Map(names.map((name) => [`docker.io/${name}`, { digest, usedBy: ['(builder)'] }])),
  });
  const images = (changes: Partial<BuilderSettings>, here: readonly ObservedImage[] = []) => {
    const spec = builderSpec({ ...settings, ...changes }, project, here);
    return 'container' in spec ? [spec.container.image, spec.container.rootlessImage] : [];
  };

  test('offline changes neither image, and is said', () => {
    expect(images({ offline: true }, [local(rooted)])).toEqual([rooted, rootless]);
    expect(builderSpec({ ...settings, offline: true }, project, [])).toMatchObject({ container: { offline: true } });
  });

  test('with a lock file only when it is locked; what is locked is run by its digest', () => {
    expect(images({ lock: locked(rooted) })).toEqual([`docker.io/moby/buildkit@${digest}`, undefined]);
    expect(images({ lock: locked(rooted, rootless) })[1]).toBe(`docker.io/moby/buildkit@${digest}`);
    expect(images({ lock: locked('library/node:24') })).toEqual([rooted, rootless]);
  });

  test('a project needs those that are here, or else the one with root', () => {
    const needed = (...here: string[]) => builderImages(settings, here.map(local)).map(({ reference }) => reference);
    expect(needed()).toEqual([rooted]);
    expect(needed(rootless)).toEqual([rootless]);
    expect(needed(rooted, rootless)).toEqual([rooted, rootless]);
  });
});

/**
 * Stages of Dockerfiles, as runtimes return them, and the images that building them fetches.
 */
import { describe, expect, it } from 'vitest';
import type { DockerfileSource, DockerfileStage } from '../contract/runtime.js';
import { dockerfileNeeds } from './dockerfile-images.js';

const amd64 = { os: 'linux', architecture: 'amd64' };
const NODE = 'docker.io/library/node:24-slim';

/** A source as text: `2` is a stage, `?$X` cannot be determined. */
const source = (text: string): DockerfileSource => {
  if (/^\d+$/.test(text)) return { line: 1, stage: Number(text) };
  return text.startsWith('?') ? { line: 1, unknown: text.slice(1) } : { line: 1, image: text };
};
const stage = (sources: readonly string[], name?: string, downloads: readonly string[] = []): DockerfileStage => ({
  ...(name !== undefined && { name }),
  sources: sources.map(source),
  downloads,
});
const images = (stages: readonly DockerfileStage[], target?: string, platform = amd64) =>
  dockerfileNeeds(stages, target, platform).images;

describe('images of a Dockerfile', () => {
  it.each([
    ['one stage', ['node:24-slim'], [NODE]],
    ['the same twice', ['node:24-slim', NODE], [NODE]],
    ['a digest', [`node@sha256:${'1'.repeat(64)}`], [`docker.io/library/node@sha256:${'1'.repeat(64)}`]],
    ['another registry', ['localhost:5000/a/b'], ['localhost:5000/a/b:latest']],
  ])('%s', (_, sources, expected) => expect(images([stage(sources)])).toEqual(expected));

  it('only what the target needs, by name in any case or by number', () => {
    const all = [stage(['a'], 'one'), stage(['b'], 'two'), stage(['c', '0'], 'three')];
    expect(images(all)).toEqual(['docker.io/library/a:latest', 'docker.io/library/c:latest']);
    expect(images(all, 'TWO')).toEqual(['docker.io/library/b:latest']);
    expect(images(all, '0')).toEqual(['docker.io/library/a:latest']);
  });

  it('stages in a ring end the search', () => expect(images([stage(['a', '1']), stage(['b', '0'])])).toHaveLength(2));

  it('variables of the platform are replaced, and may give a stage before', () => {
    const all = [stage(['node:24-slim'], 'for-amd64'), stage(['node:24'], 'for-arm64'), stage(['for-${TARGETARCH}'])];
    expect(images(all)).toEqual([NODE]);
    expect(images(all, undefined, { os: 'linux', architecture: 'arm64' })).toEqual(['docker.io/library/node:24']);
    expect(images([stage(['scratch${BUILDVARIANT}'])])).toEqual([]);
    expect(images([stage(['x-${TARGETARCH}${TARGETVARIANT}'], 'x-armv7')], undefined, ARM)).toEqual([
      'docker.io/library/x-armv7:latest',
    ]);
  });

  it('says what it cannot tell', () => {
    expect(dockerfileNeeds([stage(['?$X', 'UPPER:case'])], undefined, amd64).unknown).toEqual([
      { line: 1, written: '$X' },
      { line: 1, written: 'UPPER:case' },
    ]);
  });

  it('downloads of the stages that count', () => {
    const all = [
      stage(['a'], 'unused', ['https://example.com/no']),
      stage(['b'], undefined, ['git@example.com:a/b.git']),
    ];
    expect(dockerfileNeeds(all, undefined, amd64).downloads).toEqual(['git@example.com:a/b.git']);
  });

  it('an empty file needs nothing', () => {
    expect(dockerfileNeeds([], undefined, amd64)).toEqual({ images: [], downloads: [], unknown: [] });
  });
});

const ARM = { os: 'linux', architecture: 'arm', variant: 'v7' };

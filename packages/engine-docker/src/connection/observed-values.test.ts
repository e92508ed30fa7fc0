/**
 * Tests that the different lists of engines become the same values.
 */
import type { ImageInfo } from 'dockerode';
import { describe, expect, it } from 'vitest';
import { observedImage } from './observed-values.js';

const rest = { ParentId: '', Created: 0, Size: 0, VirtualSize: 0, SharedSize: 0, Containers: 0, Labels: {} };
const image = (tags: string[] | undefined): ImageInfo => ({ ...rest, Id: 'sha256:1', RepoTags: tags });

it.each([
  [undefined, []],
  [['<none>:<none>'], []],
  [
    ['node:24', 'ghcr.io/astral-sh/uv:0.13'],
    ['node:24', 'ghcr.io/astral-sh/uv:0.13'],
  ],
  [
    ['docker.io/library/node:24', 'docker.io/moby/buildkit:v0.25'],
    ['node:24', 'moby/buildkit:v0.25'],
  ],
])('names of an image: %j are %j', (listed, tags) => {
  expect(observedImage(image(listed)).tags).toEqual(tags);
});

describe('digests of an image', () => {
  const tags = ['registry.example:5000/page:1', 'page:1'];

  it('are those of all its repositories where the id is the digest, whichever of them the engine lists', () => {
    const listed = { ...image(tags), RepoDigests: ['page@sha256:1'] };
    expect(observedImage(listed).digests).toEqual(['page@sha256:1', 'registry.example:5000/page@sha256:1']);
  });

  it('are those that were listed where the id is that of a config', () => {
    const listed = { ...image(tags), RepoDigests: ['page@sha256:2'] };
    expect(observedImage(listed).digests).toEqual(['page@sha256:2']);
    expect(observedImage(image(tags)).digests).toEqual([]);
  });
});

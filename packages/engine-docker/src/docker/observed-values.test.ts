/** What engines list in their own ways, as values of ours. */
import type { ImageInfo } from 'dockerode';
import { expect, it } from 'vitest';
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

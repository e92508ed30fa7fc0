/**
 * Which external sources a definition needs, as a caller sees them before a solve.
 */
import { describe, expect, it } from 'vitest';
import { bindMount } from '../ops/mounts.js';
import { copy } from '../ops/file-actions.js';
import { image, local, scratch } from '../state.js';
import { marshal } from './marshal.js';
import { imagesOf, sourcesOf } from './sources.js';

const base = image('node:24-slim');
const built = base.run(['true'], { mounts: [bindMount('/tool', image('ghcr.io/acme/tool:1'))] }).root;
const { bytes } = marshal(scratch().file([copy(built, '/a', '/a'), copy(local('all'), '/', '/src')]));

describe('sources of a definition', () => {
  it('are named once each, with what reads them after them', () => {
    expect([...sourcesOf(bytes)].sort()).toEqual([
      'docker-image://docker.io/library/node:24-slim',
      'docker-image://ghcr.io/acme/tool:1',
      'local://all',
    ]);
  });

  it('are images where they are images', () => {
    expect([...imagesOf(bytes)].sort()).toEqual(['docker.io/library/node:24-slim', 'ghcr.io/acme/tool:1']);
  });

  it('are none of bytes that are no definition', () => {
    expect(() => sourcesOf(new Uint8Array([1, 2, 3]))).toThrow(expect.objectContaining({ code: 'bad-definition' }));
  });
});

/**
 * Which layers a result has, named by the steps that create them. On real builders,
 * based-on.docker.test.ts of packages/buildkit compares this with the history of an image.
 */
import { describe, expect, it } from 'vitest';
import { copy, mkdir, mkfile } from '../ops/file-actions.js';
import { bindMount, cacheMount } from '../ops/mounts.js';
import { diff, git, image, local, merge, scratch, type State } from '../state.js';
import { lineageOf } from './lineage.js';
import { marshal } from './marshal.js';

const of = (state: State) => {
  const lineage = lineageOf(marshal(state).bytes);
  const { op } = lineage?.image ?? {};
  return lineage && { base: op?.case === 'source' ? op.value.identifier : undefined, layers: lineage.layers };
};
const node = image('node:24-slim');
const NODE = 'docker-image://docker.io/library/node:24-slim';
const write = (state: State, name: string) => state.file([mkdir('/a'), mkfile('/a/b', 'c')], { name });

describe('the lineage of a result', () => {
  it('is a layer for each step, however many actions it has, down to the image', () => {
    const modules = image('golang').run(['make'], { name: 'make' }).root;
    const copied = write(node, 'first').file([mkdir('/m'), copy(modules, '/m', '/m/')], { name: 'second' });
    expect(of(copied)).toEqual({ base: NODE, layers: ['first', 'second'] });
    expect(of(node)).toEqual({ base: NODE, layers: [] });
  });

  it('follows the output that is asked for', () => {
    const exec = write(node, 'before').run(['make'], {
      name: 'make',
      mounts: [
        bindMount('/in', image('golang'), { readonly: true }),
        bindMount('/out', scratch()),
        cacheMount('/k', 'k'),
      ],
    });
    expect(of(exec.root)).toEqual({ base: NODE, layers: ['before', 'make'] });
    expect(of(exec.mount('/out'))).toEqual({ base: undefined, layers: ['make'] });
  });

  it('begins with nothing, or with files that are one layer', () => {
    expect(of(write(scratch(), 'alone'))).toEqual({ base: undefined, layers: ['alone'] });
    expect(of(write(local('all', { name: 'load' }), 'more'))).toEqual({ base: undefined, layers: ['load', 'more'] });
    expect(of(git('https://example.com/a.git'))?.layers).toHaveLength(1);
  });

  it('names a step without a name by its kind', () => {
    expect(of(node.file([mkdir('/a')]).run(['true']).root)).toMatchObject({ layers: ['file', 'exec'] });
  });

  it('is not known where layers are put together by the builder', () => {
    expect(of(merge([node, write(scratch(), 'a')]))).toBeUndefined();
    expect(of(write(diff(node, write(node, 'a')), 'b'))).toBeUndefined();
  });
});

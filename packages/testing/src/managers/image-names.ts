/**
 * Names of images, as a FunctionManager gives and takes them. Part of its suite.
 */
import assert from 'node:assert/strict';
import type { EngineCheck } from '../engine/tools.js';
import { failsWith } from './expecting.js';
import type { FunctionPlace } from './function-manager-place.js';

export function imageChecks({ run, manager, image, signal, observe }: FunctionPlace): readonly EngineCheck[] {
  const holders = async (tag: string) => (await observe()).images.filter(({ tags }) => tags.includes(tag));
  return [
    {
      name: 'images: one gets a further name, and loses only that one',
      run: async () => {
        const [first, second] = [`${run}:first`, `${run}:second`];
        await manager.tag(image, first, signal);
        await manager.tag(image, second, signal);
        assert.equal((await holders(first))[0]?.id, (await holders(second))[0]?.id, 'both names lead to one image');
        await manager.removeImage(first, signal);
        assert.deepEqual([(await holders(first)).length, (await holders(second)).length], [0, 1]);
        await manager.removeImage(second, signal);
        await manager.removeImage(second, signal);
      },
    },
    {
      name: 'images: naming one that is not there is an error',
      run: async () => {
        const call = manager.tag(`sha256:${'0'.repeat(64)}`, `${run}:none`, signal);
        assert.equal((await failsWith('engine-error', call, 'there is no such image')).status, 404);
      },
    },
  ];
}

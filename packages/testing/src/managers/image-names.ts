/**
 * Names of images, as an engine adds and removes them, and what it reports about images. Part of
 * the suite of FunctionManager.
 */
import assert from 'node:assert/strict';
import type { EngineCheck } from '../engine-tools.js';
import { failsWith } from './expecting.js';
import type { FunctionFixture } from './function-fixture.js';

export function imageChecks({
  run,
  engine,
  image,
  signal,
  observe,
  spec,
  startForeign,
}: FunctionFixture): readonly EngineCheck[] {
  const holders = async (tag: string) => (await observe()).images.filter(({ tags }) => tags.includes(tag));
  return [
    {
      name: 'images: one gets a further name, and loses only that one',
      run: async () => {
        const [first, second] = [`${run}:first`, `${run}:second`];
        await engine.images.tag(image, first, signal);
        await engine.images.tag(image, second, signal);
        assert.equal((await holders(first))[0]?.id, (await holders(second))[0]?.id, 'both names lead to one image');
        await engine.images.remove(first, signal);
        assert.deepEqual([(await holders(first)).length, (await holders(second)).length], [0, 1]);
        await engine.images.remove(second, signal);
        await engine.images.remove(second, signal);
      },
    },
    {
      name: 'images: naming one that is not there is an error',
      run: async () => {
        const call = engine.images.tag(`sha256:${'0'.repeat(64)}`, `${run}:none`, signal);
        assert.equal((await failsWith('engine-error', call, 'there is no such image')).status, 404);
      },
    },
    {
      name: 'images: one is told as layers with their sizes; one that is not there is left out',
      run: async () => {
        await engine.images.tag(image, `${run}:details`, signal);
        const id = (await holders(`${run}:details`))[0]?.id ?? '';
        const missing = `sha256:${'0'.repeat(64)}`;
        const details = await engine.images.details([id, missing], signal);
        assert.deepEqual([...details.keys()], [id]);
        const layers = details.get(id)?.layers ?? [];
        assert.ok(
          layers.some(({ bytes }) => bytes > 0),
          'some layer has a size',
        );
        assert.equal(new Set(layers.map((layer) => layer.id)).size, layers.length, 'no two layers have one id');
        await engine.images.remove(`${run}:details`, signal);
      },
    },
    {
      name: 'images: those in use are told, whoever uses them',
      run: async () => {
        await startForeign('uses');
        await engine.functions.start(await spec('uses-too'), signal);
        const used = await engine.images.used(signal);
        const containers = (await observe({ containers: [`${run}-uses`] })).containers;
        const theirs = containers.filter(({ name }) => name.startsWith(`${run}-uses`));
        assert.equal(theirs.length, 2);
        for (const { name, imageId } of theirs) assert.ok(used.has(imageId), `the image of ${name} is in use`);
      },
    },
    {
      name: 'volumes: sizes are told of those that are asked for only',
      run: async () => {
        assert.deepEqual([...(await engine.volumes.bytes([`${run}-none`], signal)).keys()], []);
      },
    },
  ];
}

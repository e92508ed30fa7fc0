/**
 * The ImageManager of @smolfaas/engine-docker passes the suite, on a real engine and with a
 * registry of this process.
 */
import { afterAll, expect, test } from 'vitest';
import { imageManagerConformance } from './image-manager.js';
import { oneImageRegistry } from './one-image-registry.test.fixture.js';
import { realEngine, sleeperImage } from './real-engine.test.fixture.js';

const engine = await realEngine();
const image = await sleeperImage(engine);
const registry = await oneImageRegistry(image.id);
const { checks, close } = imageManagerConformance({
  manager: engine.images,
  engine,
  image: image.id,
  missingImage: registry.missing,
  pullable: registry.reference,
});
afterAll(async () => {
  await close();
  registry.close();
  await image.remove();
  engine.close();
});

test.each(checks)('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

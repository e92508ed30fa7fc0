/**
 * The FunctionManager of @smolfaas/engine-docker passes the suite, on a real engine.
 */
import { afterAll, expect, test } from 'vitest';
import { functionManagerConformance } from './function-manager.js';
import { realEngine, sleeperImage } from './real-engine.test.fixture.js';

const engine = await realEngine();
const image = await sleeperImage(engine);
const { checks, close } = functionManagerConformance({ engine, image: image.id });
afterAll(async () => {
  await close();
  await image.remove();
  engine.close();
});

test.each(checks)('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

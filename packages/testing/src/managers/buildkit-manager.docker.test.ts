/**
 * The BuildKitManager of @smolfaas/engine-docker passes the suite, on the engine's own BuildKit.
 */
import { afterAll, expect, test } from 'vitest';
import { buildKitManagerConformance } from './buildkit-manager.js';
import { realEngine } from './real-engine.test.fixture.js';

const engine = await realEngine();
const { checks, close } = buildKitManagerConformance({ manager: engine.builder, engine });
afterAll(async () => {
  await close();
  engine.close();
});

test.each(checks)('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

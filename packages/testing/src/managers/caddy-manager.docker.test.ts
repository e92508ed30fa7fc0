/**
 * The CaddyManager of @smolfaas/engine-docker passes the suite, with a real Caddy.
 */
import { routerSpec } from '@smolfaas/core/stages.js';
import { afterAll, expect, test } from 'vitest';
import { caddyManagerConformance } from './caddy-manager.js';
import { realEngine, serverImage } from './real-engine.test.fixture.js';

const engine = await realEngine();
const server = await serverImage(engine);
const scope = { containerNames: [], networkName: '', volumeNames: [] };
const { images } = await engine.observe(scope, AbortSignal.timeout(30_000));
const settings = { caddyName: '', network: '', httpPort: 0, httpsPort: 0, bind: [], bases: {} };
const { image } = routerSpec(settings, { id: '', functionsDir: '' }, images);
const { checks, close } = caddyManagerConformance({
  manager: engine.router,
  engine,
  image,
  server: server.id,
  missingImage: 'smolfaas.local/no/such:image',
});
afterAll(async () => {
  await close();
  await server.remove();
  engine.close();
});

test.each(checks)('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

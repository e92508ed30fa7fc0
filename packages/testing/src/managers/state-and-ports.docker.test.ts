/**
 * StateAccess (SQLite) and HostPorts of @smolfaas/engine-docker pass their suites. They are part of
 * the engine, so the test connects one.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { hostPortsConformance } from './host-ports.js';
import { realEngine } from './real-engine.test.fixture.js';
import { stateAccessConformance } from './state-access.js';

const engine = await realEngine();
const state = stateAccessConformance(engine);
const ports = hostPortsConformance(engine);
afterAll(async () => {
  await state.close();
  engine.close();
});

describe.each([
  ['SQLite', state.checks],
  ['ports of this host', ports.checks],
])('%s', (_, checks) => {
  test.each(checks)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

/**
 * Tests the HostPorts suite itself, in memory: core's fake passes, and broken ones fail the check
 * for their fault.
 */
import type { HostPorts } from '@smolfaas/core';
import { emptyWorld, fakeEngine, type World } from '@smolfaas/core/fakes.js';
import { describe, expect, it } from 'vitest';
import { failures } from '../failures.test.fixture.js';
import { hostPortsConformance } from './host-ports.js';

function suite(breaking: (good: HostPorts, world: World) => HostPorts = (good) => good) {
  const world = emptyWorld();
  const take = async () => {
    const port = 20_000 + world.next();
    world.heldPorts.set(`127.0.0.1 ${port}`, { process: 'a test' });
    return { port, free: async () => void world.heldPorts.delete(`127.0.0.1 ${port}`) };
  };
  return hostPortsConformance({ ports: breaking(fakeEngine(world).ports, world), take });
}

describe('the suite of HostPorts', () => {
  it('passes the fake', async () => {
    expect(await failures(suite())).toEqual({});
  });

  it('fails for ports that are always free', async () => {
    const blind = () => ({ holder: async () => undefined });
    expect(Object.keys(await failures(suite(blind)))).toEqual([
      'ports: a taken one has a holder, and none once it is free',
    ]);
  });

  it('fails for a look that takes the port', async () => {
    const grabbing = (good: HostPorts, world: World): HostPorts => ({
      async holder(address, port) {
        const found = await good.holder(address, port);
        world.heldPorts.set(`${address} ${port}`, {});
        return found;
      },
    });
    expect(Object.keys(await failures(suite(grabbing)))).toContain('ports: asking does not take it');
  });
});

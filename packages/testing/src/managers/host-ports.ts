/**
 * What every HostPorts promises (core/contract/host-ports.ts), as checks. The test provides a way
 * to take a port, since it may be a port of a fake. By default a server of this process takes it.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { HostPorts } from '@smolfaas/core';
import type { EngineCheck, EngineConformance } from '../engine-tools.js';

/** A HostPorts under test. */
export interface HostPortsSubject {
  readonly ports: HostPorts;
  /** Takes a free port of 127.0.0.1; returns its number, and a function that frees it. */
  readonly take?: () => Promise<TakenPort>;
}

/** A port that a server of the test listens on. */
export interface TakenPort {
  readonly port: number;
  /** Ends the server; resolves when the port is free again. */
  readonly free: () => Promise<void>;
}

const HOST = '127.0.0.1';

/** The checks for one implementation. Run them in order, one at a time. */
export function hostPortsConformance({ ports, take = listen }: HostPortsSubject): EngineConformance {
  const checks: EngineCheck[] = [
    {
      name: 'ports: a taken one has a holder, and none once it is free',
      run: async () => {
        const { port, free } = await take();
        assert.ok(await ports.holder(HOST, port), 'somebody listens there');
        await free();
        assert.equal(await ports.holder(HOST, port), undefined);
      },
    },
    {
      name: 'ports: asking does not take it',
      run: async () => {
        const { port, free } = await take();
        await free();
        const asked = await Promise.all([1, 2].map(() => ports.holder(HOST, port)));
        const again = await ports.holder(HOST, port);
        assert.equal(again, undefined, `asked before: ${JSON.stringify(asked)}`);
      },
    },
  ];
  return { checks, close: () => Promise.resolve() };
}

async function listen(): Promise<TakenPort> {
  const server = createServer();
  server.listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const free = async () => {
    server.close();
    await once(server, 'close');
  };
  return { port: address.port, free };
}

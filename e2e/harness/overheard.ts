/**
 * A socket in front of the engine's that notes how each connection begins, and passes everything on: what was spoken with the engine, told by what
 * went over the wire.
 *
 *     CLI -> this socket -> the engine's socket
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineSocket } from './engine.js';

/** How BuildKit was asked for: an upgrade of HTTP/1, or HTTP/2 from the first byte on. */
export type WayToBuildKit = 'upgrade' | 'h2c';

const WAYS: Readonly<Record<string, WayToBuildKit>> = {
  'POST /grpc HTTP/1.1': 'upgrade',
  'PRI * HTTP/2.0': 'h2c',
};

export interface Overheard {
  /** For `DOCKER_HOST`. */
  readonly address: string;
  /** In which ways the engine's BuildKit was asked for since this was opened. */
  waysToBuildKit(): WayToBuildKit[];
  close(): Promise<void>;
}

/** Opens it before the engine that the tests look at now. */
export async function overhearEngine(): Promise<Overheard> {
  const engine = engineSocket();
  const ways = new Set<WayToBuildKit>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: engine, allowHalfOpen: true });
    near.once('data', (begin: Buffer) => {
      const way = WAYS[begin.toString('latin1').split('\r\n', 1)[0] ?? ''];
      if (way !== undefined) ways.add(way);
    });
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  const dir = await mkdtemp(join(tmpdir(), 'smolfaas-overheard-'));
  const path = join(dir, 'docker.sock');
  await once(server.listen(path), 'listening');
  return {
    address: `unix://${path}`,
    waysToBuildKit: () => [...ways],
    async close() {
      server.close();
      await rm(dir, { recursive: true });
    },
  };
}

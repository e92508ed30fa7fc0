/**
 * A TCP proxy in front of the control server. It records each request line and can drop the
 * response to a load, as happens when Caddy restarts its servers at the wrong moment.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { at } from './json-path.js';

export interface LossyProxy {
  readonly port: number;
  /** `GET /config/`, `POST /load`, … in order. */
  readonly calls: string[];
  /** After this call, resets the connection of a load as soon as its response arrives. */
  loseLoads(): void;
  close(): void;
}

export async function lossyProxy(target: number): Promise<LossyProxy> {
  const calls: string[] = [];
  let losing = false;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let load = false;
    client.on('data', (data) => {
      const [, call] = /^([A-Z]+ \S+) HTTP\/1\.1\r\n/.exec(data.toString('latin1')) ?? [];
      if (call) calls.push(call);
      load ||= call === 'POST /load';
      upstream.write(data);
    });
    upstream.on('data', (data) => (load && losing ? client.resetAndDestroy() : client.write(data)));
    client.on('close', () => upstream.destroy()).on('error', () => undefined);
    upstream.on('close', () => client.destroy()).on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = Number(at(server.address(), 'port'));
  return { port, calls, loseLoads: () => (losing = true), close: () => server.close() };
}

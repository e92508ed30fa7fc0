/**
 * A container on the shared engine's own bridge, with a published port: if it still answers on both ways after a second engine was started,
 * stopped and killed, then the second one has left bridges and rules alone.
 */
import { baseImage } from '../bases.js';
import { addressOf, engineCall, engineSocket } from '../engine.js';

export interface Witness {
  /** What it says over its address on the bridge, and over its published port. */
  answers(): Promise<[overBridge: string, overPort: string]>;
  remove(): Promise<void>;
}

interface Inspected {
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, readonly { readonly HostPort: string }[]>>;
  };
}

export async function startWitness(): Promise<Witness> {
  const socket = engineSocket();
  const { Id } = await engineCall<{ Id: string }>('POST', '/containers/create', {
    Image: await baseImage('node', 'node'),
    Entrypoint: ['node'],
    Cmd: ['-e', "require('node:http').createServer((q, r) => r.end('here')).listen(8000)"],
    ExposedPorts: { '8000/tcp': {} },
    HostConfig: { PortBindings: { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
  });
  await engineCall('POST', `/containers/${Id}/start`);
  const { NetworkSettings: net } = await engineCall<Inspected>('GET', `/containers/${Id}/json`);
  const address = await addressOf(Id);
  const ask = async (host: string, port: string | undefined) => (await fetch(`http://${host}:${port}`)).text();
  return {
    answers: () => Promise.all([ask(address, '8000'), ask('127.0.0.1', net.Ports['8000/tcp']?.[0]?.HostPort)]),
    remove: () => engineCall('DELETE', `/containers/${Id}?force=1`, undefined, socket),
  };
}

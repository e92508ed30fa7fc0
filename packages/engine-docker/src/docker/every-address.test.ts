import { expect, it } from 'vitest';
import { withoutEveryAddress } from './every-address.js';

it('leaves every address away, once for each port, and keeps all else', () => {
  const on = (HostIp: string, HostPort: string) => ({ HostIp, HostPort });
  const body = (bindings: object[]) => ({
    Image: 'i',
    HostConfig: { Init: true, PortBindings: { '80/tcp': bindings } },
  });
  expect(withoutEveryAddress(body([on('0.0.0.0', '80'), on('::', '80'), on('127.0.0.1', '81')]))).toEqual(
    body([on('', '80'), on('127.0.0.1', '81')]),
  );
});

it('leaves a body without ports as it is', () => {
  expect(withoutEveryAddress({ Image: 'i', HostConfig: {} })).toEqual({ Image: 'i', HostConfig: {} });
});

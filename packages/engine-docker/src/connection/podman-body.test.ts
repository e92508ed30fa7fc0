import { expect, it } from 'vitest';
import { podmanBody } from './podman-body.js';

it('publishes on one loopback of two, and on ::1 where that is the only one', () => {
  const body = (...addresses: string[]) => ({
    HostConfig: { PortBindings: { '80/tcp': addresses.map((HostIp) => ({ HostIp, HostPort: '80' })) } },
  });
  expect(podmanBody(body('127.0.0.1', '::1'))).toEqual(body('127.0.0.1'));
  expect(podmanBody(body('::1'))).toEqual(body('::1'));
});

it('leaves every address away, once for each port, and keeps all else', () => {
  const on = (HostIp: string, HostPort: string) => ({ HostIp, HostPort });
  const body = (bindings: object[]) => ({
    Image: 'i',
    HostConfig: { Init: true, PortBindings: { '80/tcp': bindings } },
  });
  expect(podmanBody(body([on('0.0.0.0', '80'), on('::', '80'), on('127.0.0.1', '81')]))).toEqual(
    body([on('', '80'), on('127.0.0.1', '81')]),
  );
});

it('lets what shall always run start at boot, and nothing else', () => {
  const body = (Name: string) => ({ HostConfig: { RestartPolicy: { Name } } });
  expect(podmanBody(body('unless-stopped'))).toEqual(body('always'));
  expect(podmanBody(body('no'))).toEqual(body('no'));
});

it('leaves a body without any of that as it is', () => {
  expect(podmanBody({ Image: 'i', HostConfig: {} } as object)).toEqual({ Image: 'i', HostConfig: {} });
});

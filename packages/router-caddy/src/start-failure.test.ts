import { SmolfaasError } from '@smolfaas/core';
import { expect, test } from 'vitest';
import { startFailure } from './start-failure.js';

const PREFIX = 'driver failed programming external connectivity on endpoint smolfaas-router (ab12):';

/** Messages of Docker Engine 20.10 and 28, and of rootless engines. */
test.each([
  [
    `${PREFIX} Bind for 127.0.0.1:80 failed: port is already allocated`,
    'port-taken',
    { address: '127.0.0.1', port: 80 },
  ],
  [`${PREFIX} Bind for ::1:8444 failed: port is already allocated`, 'port-taken', { address: '::1', port: 8444 }],
  [
    `${PREFIX} Bind for 2001:0:db8::7:80 failed: port is already allocated`,
    'port-taken',
    { address: '2001:0:db8::7', port: 80 },
  ],
  [
    `${PREFIX} Error starting userland proxy: listen tcp4 127.0.0.1:8443: bind: address already in use`,
    'port-taken',
    { address: '127.0.0.1', port: 8443 },
  ],
  [`${PREFIX} listen tcp6 [::1]:443: bind: address already in use`, 'port-taken', { address: '::1', port: 443 }],
  [
    `failed to bind host port for 0.0.0.0:80:172.18.0.2:80/tcp: address already in use`,
    'port-taken',
    { address: '0.0.0.0', port: 80 },
  ],
  [`${PREFIX} listen tcp4 0.0.0.0:80: bind: permission denied`, 'port-forbidden', { address: '0.0.0.0', port: 80 }],
  [
    'error while calling PortManager.AddPort(): cannot expose privileged port 80',
    'port-forbidden',
    { address: '', port: 80 },
  ],
])('%s', (message, code, facts) => {
  const error = new SmolfaasError('engine-error', { call: 'start', status: 500, message });
  expect(startFailure('smolfaas-router', error)).toMatchObject({ code, facts, cause: error });
});

test('anything else is a router that failed; other errors pass', () => {
  const message = 'exec: "caddy": executable file not found in $PATH';
  const error = new SmolfaasError('engine-error', { call: 'start', status: 400, message });
  expect(startFailure('r', error)).toMatchObject({ code: 'router-failed', facts: { name: 'r', message } });
  const died = new SmolfaasError('engine-died', { endpoint: 'e', call: 'start' });
  expect(startFailure('r', died)).toBe(died);
});

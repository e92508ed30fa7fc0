import { expect, it } from 'vitest';
import { parseListening } from './listening.js';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

it('reads address, port and user of what listens, by port', () => {
  const table = `${HEAD}
   0: 00000000:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000 65532        0 431 1 0 100 0 0 10 0
   1: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 432 1 0 100 0 0 10 0
   2: 0100007F:0BB8 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 433 1 0 100 0 0 10 0
`;
  expect(parseListening(table)).toEqual([
    { address: '127.0.0.1', port: 3000, uid: 0 },
    { address: '0.0.0.0', port: 8000, uid: 65532 },
  ]);
});

it('reads IPv6 in its shortest form, and wrapped IPv4 as IPv4', () => {
  const row = (local: string) => `  0: ${local} 00000000000000000000000000000000:0000 0A 0:0 0:0 0 7 0 1`;
  const table = [
    row('00000000000000000000000000000000:1F40'),
    row('00000000000000000000000001000000:1F41'),
    row('0000000000000000FFFF00000100007F:1F42'),
    row('B80D0120000000000000000001000000:1F43'),
  ].join('\n');
  expect(parseListening(`${HEAD}\n${table}\n${HEAD}`)).toEqual([
    { address: '::', port: 8000, uid: 7 },
    { address: '::1', port: 8001, uid: 7 },
    { address: '127.0.0.1', port: 8002, uid: 7 },
    { address: '2001:db8::1', port: 8003, uid: 7 },
  ]);
});

it('leaves the engine’s name server out, and nonsense as well', () => {
  const table = '0: 0B00007F:9C3F 00000000:0000 0A 0:0\n1: zzz 0 0A\n';
  expect(parseListening(table)).toEqual([]);
});

import { expect, test } from 'vitest';
import { decodeAddress, parseTcpTable } from './tcp-table.js';

test.each([
  ['0100007F', '127.0.0.1'],
  ['0000000000000000FFFF00000100007F', '127.0.0.1'],
  ['00000000000000000000000001000000', '::1'],
  ['B80D0120000000000000000002000000', '2001:db8::2'],
])('%s is %s', (hex, address) => {
  expect(decodeAddress(hex)).toBe(address);
});

test('a line is one socket; the head is none, and one that is cut short has no user', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 431 1 0 100 0 0 10 0
   1: 020011AC:A3F2 030011AC:1F40 01`;
  expect(parseTcpTable(table)).toEqual([
    {
      local: { address: '127.0.0.1', port: 8000 },
      remote: { address: '0.0.0.0', port: 0 },
      state: '0A',
      uid: 1000,
      inode: '431',
    },
    {
      local: { address: '172.17.0.2', port: 41_970 },
      remote: { address: '172.17.0.3', port: 8000 },
      state: '01',
      inode: '',
    },
  ]);
});

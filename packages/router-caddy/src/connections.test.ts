import { expect, test } from 'vitest';
import { countConnections } from './connections.js';

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 020011AC:A3F2 030011AC:1F40 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0
   2: 020011AC:A3F4 030011AC:1F40 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0 100 0 0 10 0
   3: 020011AC:A3F6 030011AC:1F40 06 00000000:00000000 00:00000000 00000000     0        0 4 1 0 100 0 0 10 0
   4: 020011AC:A3F8 030011AC:0050 01 00000000:00000000 00:00000000 00000000     0        0 5 1 0 100 0 0 10 0
   5: 020011AC:A3FA 040011AC:1F40 01 00000000:00000000 00:00000000 00000000     0        0 6 1 0 100 0 0 10 0`;
const TCP6 = `   0: 0000000000000000FFFF0000020011AC:A000 0000000000000000FFFF0000030011AC:1F40 01 0 0 0 0 0 7 1 0`;

test('only established ones, to this address, to port 8000', () => {
  expect(countConnections(`172.17.0.3     STREAM fn.g1\n172.17.0.3     DGRAM\n--\n${TCP}\n`)).toBe(2);
  expect(countConnections(`172.17.0.3  fn.g1\n--\n${TCP}\n${TCP6}\n`)).toBe(3);
});

test('an alias that no longer resolves has none', () => {
  expect(countConnections(`--\n${TCP}\n`)).toBe(0);
  expect(countConnections('')).toBe(0);
});

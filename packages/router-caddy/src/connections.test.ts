import { expect, test } from 'vitest';
import { connectionsCommand, countConnections } from './connections.js';

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 020011AC:A3F2 030011AC:1F40 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0
   2: 020011AC:A3F4 030011AC:1F40 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0 100 0 0 10 0
   3: 020011AC:A3F6 030011AC:1F40 06 00000000:00000000 00:00000000 00000000     0        0 4 1 0 100 0 0 10 0
   4: 020011AC:A3F8 030011AC:0050 01 00000000:00000000 00:00000000 00000000     0        0 5 1 0 100 0 0 10 0
   5: 020011AC:A3FA 040011AC:1F40 01 00000000:00000000 00:00000000 00000000     0        0 6 1 0 100 0 0 10 0`;
const TCP6 = `   0: 0000000000000000FFFF0000020011AC:A000 0000000000000000FFFF0000030011AC:1F40 01 0 0 0 0 0 7 1 0`;

test('only established ones, to this address, to the port of the upstream', () => {
  expect(countConnections(`172.17.0.3     STREAM fn.g1\n172.17.0.3     DGRAM\n--\n${TCP}\n`, 'fn.g1')).toBe(2);
  expect(countConnections(`172.17.0.3  fn.g1\n--\n${TCP}\n${TCP6}\n`, 'fn.g1')).toBe(3);
  expect(countConnections(`172.17.0.3  fn.g1\n--\n${TCP}\n`, 'fn.g1:80')).toBe(1);
});

test('an alias that no longer resolves has none', () => {
  expect(countConnections(`--\n${TCP}\n`, 'fn.g1')).toBe(0);
  expect(countConnections('', 'fn.g1')).toBe(0);
});

test('the port is no part of the name to look up', () => {
  expect(connectionsCommand('fn.g1:3000').at(-1)).toBe('fn.g1');
});

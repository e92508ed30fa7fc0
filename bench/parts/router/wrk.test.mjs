import { expect, test } from 'vitest';
import { readWrk } from './wrk.mjs';

const output = (p99, more = '') => `Running 2s test @ https://localhost:40123/invoke/fn-020/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     4.01ms    2.77ms  38.08ms   81.53%
    Req/Sec     4.35k   346.80     4.84k    85.00%
  Latency Distribution
     50%    3.35ms
     75%    4.96ms
     90%    7.22ms
     99%   ${p99}
  8664 requests in 2.00s, 2.14MB read
${more}Requests/sec:   4327.11
Transfer/sec:      1.07MB
`;

test.each([
  ['14.20ms', 14.2],
  ['800.00us', 0.8],
  ['1.50s', 1500],
])('99%% %s', (text, p99) => {
  expect(readWrk(output(text))).toEqual({ requests: 8664, perSecond: 4327.11, p99 });
});

test('failed requests are no figure', () => {
  const socket = '  Socket errors: connect 0, read 3, write 0, timeout 1\n';
  expect(() => readWrk(output('1.00ms', socket))).toThrow('Socket errors: connect 0, read 3');
  expect(() => readWrk(output('1.00ms', '  Non-2xx or 3xx responses: 8664\n'))).toThrow('responses: 8664');
});

test('anything else is told as it is', () => {
  expect(() => readWrk('unable to connect')).toThrow('unable to connect');
});

/** Which lines of the router's log count, and for which function. */
import { expect, it } from 'vitest';
import { accessOf, routerSamples } from './router-samples.js';

const line = (uri: string, duration = 0.002, host = 'fn.localhost:8443') =>
  JSON.stringify({
    level: 'info',
    ts: 1764540000.5,
    logger: 'http.log.access.log0',
    msg: 'handled request',
    request: { remote_ip: '172.18.0.1', proto: 'HTTP/2.0', method: 'GET', host, uri },
    duration,
    size: 12,
    status: 200,
  });

it.each([
  ['its path', line('/invoke/api/x?y=/invoke/b'), 'api'],
  ['its path, without more', line('/invoke/api'), 'api'],
  ['its path with a query', line('/invoke/api?x'), 'api'],
  ['its host', line('/invoke/b', 0.002, 'api.fn.localhost:8443'), 'api'],
  ['its host in capitals', line('/', 0.002, 'API.Fn.Localhost'), 'api'],
  ['no function', line('/health'), undefined],
])('a request by %s', (_, text, fn) => {
  expect(accessOf(text, 'fn.localhost')).toEqual({ fn, ms: 2 });
});

it.each([
  ['other lines of Caddy', JSON.stringify({ level: 'warn', logger: 'tls', msg: 'x' })],
  ['lines that are cut off', line('/invoke/api').slice(0, -9)],
  ['text', 'http.log.access'],
])('%s do not count', (_, text) => {
  expect(accessOf(text, 'fn.localhost')).toBeUndefined();
});

it('counts between two samples, and says nothing before the first access line', () => {
  const samples = routerSamples('fn.localhost');
  samples.add({ text: 'something else' });
  expect(samples.take()).toBeUndefined();
  for (let ms = 1; ms <= 100; ms += 1) samples.add({ text: line('/invoke/a', ms / 1000) });
  samples.add({ text: line('/invoke/b') });
  expect(samples.take()).toEqual(
    new Map([
      ['a', { count: 100, p95Ms: 95 }],
      ['b', { count: 1, p95Ms: 2 }],
    ]),
  );
  expect(samples.take()).toEqual(new Map());
});

it('keeps a bounded number of durations', () => {
  const samples = routerSamples('fn.localhost');
  const text = line('/invoke/a');
  for (let n = 0; n < 10_500; n += 1) samples.add({ text });
  expect(samples.take()?.get('a')).toEqual({ count: 10_500, p95Ms: 2 });
});

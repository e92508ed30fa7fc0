import { expect, test } from 'vitest';
import { readProbe } from './probe.js';

/** Messages of Caddy 2.11.4, verbatim. */
test.each([
  ['dial tcp: lookup nope on 127.0.0.11:53: no such host', 'unresolved'],
  ['dial tcp: lookup nope on 127.0.0.11:53: server misbehaving', 'unresolved'],
  ['dial tcp 172.20.0.3:8000: connect: connection refused', 'refused'],
  ['dial tcp 172.20.0.3:8000: connect: no route to host', 'refused'],
  ['dial tcp 172.20.0.3:8000: i/o timeout', 'timeout'],
  ['EOF', 'closed'],
  ['read tcp 172.20.0.2:4000->172.20.0.3:8000: read: connection reset by peer', 'closed'],
  ['net/http: HTTP/1.x transport connection broken: malformed HTTP response "hello"', 'closed'],
])('%s', (body, kind) => {
  expect(readProbe({ status: 502, headers: { 'x-smolfaas-probe': 'failed' }, body })).toEqual({ kind, detail: body });
});

test('a 502 of the function itself is an answer', () => {
  const answer = { status: 502, headers: { 'x-smolfaas-probe': 'answered' }, body: 'connection refused' };
  expect(readProbe(answer)).toEqual({ kind: 'answered', status: 502 });
});

test('an answer without mark is none of the probe', () => {
  expect(readProbe({ status: 502, headers: {}, body: '' })).toBeUndefined();
});

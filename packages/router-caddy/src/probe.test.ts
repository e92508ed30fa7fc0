import { expect, test } from 'vitest';
import { isFromHttp2, readProbe } from './probe.js';

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

/** What Caddy 2.11.4 says of servers without HTTP/1.1, and of those without HTTP/2. */
test.each([
  ['stream error: stream ID 1; PROTOCOL_ERROR; received from peer', true],
  ['http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=NO_ERROR, debug=""', true],
  ['http2: failed reading the frame payload: EOF, note that the frame header looked like an HTTP/1.1 header', false],
  ['read tcp 172.20.0.2:4000->172.20.0.3:8000: read: connection reset by peer', false],
])('speaks HTTP/2, by %s: %s', (detail, expected) => {
  expect(isFromHttp2({ kind: 'closed', detail })).toBe(expected);
});

test('whatever an HTTP/2 server answers, it answers', () => {
  expect(isFromHttp2({ kind: 'answered', status: 415 })).toBe(true);
});

import { expect, test } from 'vitest';
import type { PublishedPortAnswer } from '../contract/published.js';
import { faultOf } from './published-ports.js';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const certificate = { notBefore: new Date(0), notAfter: new Date('2027-01-01T00:00:00Z'), names: ['fn.localhost'] };
const good = { ok: true, status: 200, body: 'SmolFaaS Router OK', certificate } as const;
const https = (answer: Extract<PublishedPortAnswer, { kind: 'https' }>['answer'], address = '127.0.0.1') =>
  faultOf({ address, port: 443, kind: 'https', answer }, 'fn.localhost', NOW);
const http = (answer: Extract<PublishedPortAnswer, { kind: 'http' }>['answer']) =>
  faultOf({ address: '127.0.0.1', port: 80, kind: 'http', answer }, 'fn.localhost', NOW);

test('what clients should get is no fault', () => {
  expect(https(good)).toBeUndefined();
  expect(http({ ok: true, status: 308, location: 'https://fn.localhost/' })).toBeUndefined();
});

test('a dead port is named with its reason', () => {
  expect(https({ ok: false, why: 'connect ECONNREFUSED ::1:443' }, '::1')).toEqual({
    address: '::1',
    port: 443,
    kind: 'no-answer',
    why: 'connect ECONNREFUSED ::1:443',
  });
  expect(http({ ok: false, why: 'no answer within 3000 ms' })).toEqual({
    address: '127.0.0.1',
    port: 80,
    kind: 'no-answer',
    why: 'no answer within 3000 ms',
  });
});

test('another server on the port', () => {
  expect(https({ ...good, body: 'It works!' })).toMatchObject({ port: 443, kind: 'other-answer', status: 200 });
  expect(http({ ok: true, status: 200, location: undefined })).toMatchObject({
    port: 80,
    kind: 'no-redirect',
    status: 200,
  });
});

test('a certificate that no client takes', () => {
  const expired = { ...certificate, notAfter: new Date('2026-11-30T11:00:00Z') };
  expect(https({ ...good, certificate: expired })).toMatchObject({
    address: '127.0.0.1',
    kind: 'certificate',
    fault: { code: 'expired', facts: { notAfter: expired.notAfter.getTime() } },
  });
});

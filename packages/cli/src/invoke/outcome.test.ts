/** The lines and the document about an answer. */
import { expect, it } from 'vitest';
import { type InvokeOutcome, outcomeJson, statusLine } from './outcome.js';

const timing = { dnsMs: 0, connectMs: 0.61234, tlsMs: 26.7, firstByteMs: 13.34167, totalMs: 42.5 };
const outcome = (status: number, bytes = 18): InvokeOutcome => ({
  url: 'https://fn.localhost/invoke/web',
  method: 'GET',
  status,
  headers: [
    ['Set-Cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ],
  bytes,
  timing,
});

it('names the status, unless the line would wrap on 80 columns', () => {
  const phases = 'connect 0.6, TLS 26.7, first byte 13.3, rest 1.8';
  expect(statusLine(outcome(200))).toBe(`HTTP 200 OK, 18 B, 42.5 ms: ${phases}`);
  expect(statusLine(outcome(404))).toBe(`HTTP 404, 18 B, 42.5 ms: ${phases}`);
  expect(statusLine(outcome(500))).toBe(`HTTP 500, 18 B, 42.5 ms: ${phases}`);
  expect(statusLine(outcome(299))).toBe(`HTTP 299, 18 B, 42.5 ms: ${phases}`);
});

it('has times of three decimals, and all values of a header', () => {
  expect(outcomeJson(outcome(200), { body: '' })).toMatchObject({
    timing: { dnsMs: 0, connectMs: 0.612, tlsMs: 26.7, firstByteMs: 13.342, totalMs: 42.5 },
    headers: { 'set-cookie': ['a=1', 'b=2'] },
    body: '',
  });
});

import { expect, test } from 'vitest';
import { certificateFault } from './served-certificate.js';

const certificate = {
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2026-01-08T00:00:00Z'),
  names: ['fn.localhost', '*.fn.localhost'],
};
const at = (time: string, host = 'fn.localhost', names: readonly string[] = certificate.names) =>
  certificateFault({ ...certificate, names }, host, Date.parse(time));

test.each(['2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z', '2026-01-08T00:00:00Z'])('valid at %s', (time) => {
  expect(at(time)).toBeUndefined();
});

test('a machine that slept: expired, by the second', () => {
  expect(at('2026-01-08T00:00:01Z')).toEqual({ code: 'expired', facts: { notAfter: certificate.notAfter.getTime() } });
});

test('a clock that was set back', () => {
  expect(at('2025-12-31T23:59:59Z')).toEqual({
    code: 'not-yet-valid',
    facts: { notBefore: certificate.notBefore.getTime() },
  });
});

test('a wildcard stands for one label', () => {
  const now = '2026-01-04T00:00:00Z';
  expect(at(now, 'hello.fn.localhost')).toBeUndefined();
  expect(at(now, 'FN.localhost')).toBeUndefined();
  expect(at(now, 'a.b.fn.localhost')).toEqual({
    code: 'other-names',
    facts: { names: certificate.names, host: 'a.b.fn.localhost' },
  });
  expect(at(now, 'fn.localhost', ['*.fn.localhost'])).toMatchObject({ facts: { names: ['*.fn.localhost'] } });
  expect(at(now, 'fn.localhost', [])).toMatchObject({ code: 'other-names', facts: { names: [] } });
});

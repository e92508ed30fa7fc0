import { SmolfaasError } from '@smolfaas/core';
import { describe, expect, it } from 'vitest';
import { failureOf, statusOf } from './failure.js';

const site = { endpoint: 'unix:///s', call: 'list containers' };
const system = (code: string) => Object.assign(new Error(`connect ${code}`), { code });
const http = (statusCode: number, json: unknown) => Object.assign(new Error('(HTTP code)'), { statusCode, json });

describe('failureOf', () => {
  it.each([
    ['EACCES', 'engine-permission'],
    ['EPERM', 'engine-permission'],
    ['ENOENT', 'engine-unreachable'],
    ['ECONNREFUSED', 'engine-unreachable'],
    ['ENOTFOUND', 'engine-unreachable'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'engine-unreachable'],
    ['ECONNRESET', 'engine-died'],
    ['EPIPE', 'engine-died'],
  ])('%s is %s, with the original as its cause', (errno, code) => {
    const error = system(errno);
    expect(failureOf(error, site)).toMatchObject({ code, cause: error });
  });

  it('takes the sentence from the answer, whatever its form', () => {
    expect(failureOf(http(409, { message: 'in use\n' }), site)).toMatchObject({
      code: 'engine-error',
      facts: { call: 'list containers', status: 409, message: 'in use' },
    });
    expect(failureOf(http(502, Buffer.from('<html>')), site)).toMatchObject({
      facts: { status: 502, message: '(HTTP code)' },
    });
  });

  it('never wraps an error of ours again', () => {
    const ours = new SmolfaasError('disk-full', { where: 'x', message: 'y' });
    expect(failureOf(ours, site)).toBe(ours);
  });
});

describe('statusOf', () => {
  it('reads the status before and after the mapping', () => {
    const error = http(404, { message: 'no such container' });
    expect(statusOf(error)).toBe(404);
    expect(statusOf(failureOf(error, site))).toBe(404);
    expect(statusOf(system('ENOENT'))).toBeUndefined();
  });

  it.each([
    ['no such container', 404],
    ['that name is already in use', 409],
    ['network already exists', 409],
    ['container state improper', 409],
    ['no space left on device', 500],
  ])('gives Podman\'s 500 for "%s" the status that Docker has', (cause, status) => {
    expect(statusOf(http(500, { cause, message: `doing it: ${cause}`, response: 500 }))).toBe(status);
  });

  it('leaves a status alone that says more than 500, or has no cause', () => {
    expect(statusOf(http(400, { cause: 'no such container', message: '' }))).toBe(400);
    expect(statusOf(http(500, { message: 'no such container' }))).toBe(500);
  });
});

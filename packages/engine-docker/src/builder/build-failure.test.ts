import { BuildKitError } from '@smolfaas/buildkit';
import { describe, expect, it } from 'vitest';
import { buildFailure } from './build-failure.js';

const site = {
  function: 'hello',
  endpoint: 'unix:///s',
  fetcher: 'engine' as const,
  logins: { tried: () => undefined },
};
const mapped = (error: BuildKitError) => buildFailure(error, site);

describe('buildFailure', () => {
  it.each([
    [
      new BuildKitError('step-failed', 'm', { step: 'npm ci', exitCode: 1, lines: ['a', 'b'] }),
      { code: 'build-step-failed', facts: { function: 'hello', step: 'npm ci', exitCode: 1, log: ['a', 'b'] } },
    ],
    [
      new BuildKitError('step-failed', 'copy failed: no x', { step: 'copy', lines: [] }),
      { code: 'build-step-failed', facts: { function: 'hello', step: 'copy', log: ['copy failed: no x'] } },
    ],
    [
      new BuildKitError('step-failed', 'step "x" failed: failed to copy: unsupported offset', { step: 'x', lines: [] }),
      { code: 'build-failed', facts: { message: expect.stringContaining('the daemon holds half of a base image') } },
    ],
    [
      new BuildKitError('image-not-found', 'm', { ref: 'docker.io/library/node:24', cause: 'no-dns', said: 's' }),
      {
        code: 'base-image-missing',
        facts: {
          function: 'hello',
          reference: 'docker.io/library/node:24',
          registry: 'docker.io',
          why: 'no-dns',
          fetcher: 'engine',
          message: 's',
        },
      },
    ],
    [
      new BuildKitError('deadline', 'm', { deadlineMs: 600_000, step: 'npm ci' }),
      { code: 'build-timeout', facts: { function: 'hello', seconds: 600, step: 'npm ci' } },
    ],
    [
      new BuildKitError('source-changed', 'm', { path: 'a.js' }),
      { code: 'source-changed', facts: { function: 'hello', path: 'a.js' } },
    ],
    [
      new BuildKitError('source-unreadable', 'm', { path: 'k.pem', errno: 'EACCES' }),
      { code: 'source-unreadable', facts: { function: 'hello', path: 'k.pem', errno: 'EACCES' } },
    ],
    [
      new BuildKitError('frontend', 'dockerfile parse error line 3', { line: 3 }),
      { code: 'build-failed', facts: { function: 'hello', message: 'dockerfile parse error line 3' } },
    ],
    [
      new BuildKitError('no-buildkit', 'm', { status: 404, body: '' }),
      { code: 'engine-no-buildkit', facts: { endpoint: 'unix:///s', message: 'm' } },
    ],
    [
      new BuildKitError('unreachable', 'm', { address: 'unix:///s', errno: 'ECONNREFUSED' }),
      { code: 'engine-unreachable', facts: { endpoint: 'unix:///s', message: 'm' } },
    ],
    [
      new BuildKitError('permission', 'm', { address: 'unix:///s', errno: 'EACCES' }),
      { code: 'engine-permission', facts: { endpoint: 'unix:///s' } },
    ],
    [
      new BuildKitError('daemon-stopped', 'm', { step: 'npm ci' }),
      { code: 'engine-died', facts: { endpoint: 'unix:///s', call: 'build hello' } },
    ],
    [
      new BuildKitError('protocol', 'mkdir /var/lib/docker/x: no space left on device', {}),
      { code: 'disk-full', facts: { where: 'unix:///s' } },
    ],
  ])('%s', (error, expected) => {
    expect(mapped(error)).toMatchObject({ ...expected, cause: error });
  });

  it('names the volume of a builder of ours whose disk is full', () => {
    const error = new BuildKitError('protocol', 'write: no space left on device', {});
    expect(buildFailure(error, { ...site, volume: 'b-state' })).toMatchObject({ facts: { volume: 'b-state' } });
  });

  it('keeps a step’s own words about a full disk a failure of that step', () => {
    const lines = ['npm error ENOSPC: no space left on device'];
    const error = new BuildKitError('step-failed', 'exit code 1', { step: 'npm ci', exitCode: 1, lines });
    expect(mapped(error)).toMatchObject({ code: 'build-step-failed' });
  });

  it('leaves what is no error of the client alone', () => {
    const bug = new TypeError('x is not a function');
    expect(buildFailure(bug, site)).toBe(bug);
  });
});

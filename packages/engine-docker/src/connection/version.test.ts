import { describe, expect, it } from 'vitest';
import { parseEndpoint, socketEndpoint } from '../endpoint/endpoint.js';
import { engineInfo } from './version.js';

const answer = (ApiVersion: string, MinAPIVersion?: string) => ({
  Version: '28.0.0',
  ApiVersion,
  Os: 'linux',
  Arch: 'arm64',
  ...(MinAPIVersion !== undefined && { MinAPIVersion }),
});

describe('engineInfo', () => {
  it('speaks the engine’s version up to our own newest', () => {
    expect(engineInfo(socketEndpoint('/s', 'default'), answer('1.41'))).toEqual({
      endpoint: 'unix:///s',
      version: '28.0.0',
      apiVersion: '1.41',
      platform: { os: 'linux', architecture: 'arm64' },
    });
    expect(engineInfo(socketEndpoint('/s', 'default'), answer('1.53', '1.44')).apiVersion).toBe('1.47');
  });

  it('tells the machine when it is another one', () => {
    const info = engineInfo(parseEndpoint('tcp://[fd00::2]:2376', 'DOCKER_HOST'), answer('1.41'));
    expect(info).toMatchObject({ endpoint: 'tcp://[fd00::2]:2376', remoteHost: 'fd00::2' });
  });

  it('compares numbers, not letters', () => {
    expect(() => engineInfo(socketEndpoint('/s', 'default'), answer('1.9'))).toThrow(
      expect.objectContaining({
        code: 'engine-too-old',
        facts: { version: '28.0.0', apiVersion: '1.9', minimum: '1.41' },
      }),
    );
    expect(engineInfo(socketEndpoint('/s', 'default'), answer('2.0')).apiVersion).toBe('1.47');
  });

  it('says so when the engine has dropped all that we speak', () => {
    expect(() => engineInfo(socketEndpoint('/s', 'default'), answer('1.60', '1.50'))).toThrow(
      expect.objectContaining({ code: 'engine-error', facts: expect.objectContaining({ status: 400 }) }),
    );
  });
});

import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { loadDockerode } from './dockerode.js';

const loaded = () => Object.keys(createRequire(import.meta.url).cache).join('\n');

test('large parts are loaded when they are used, and not before', async () => {
  const Docker = loadDockerode();
  expect(loaded()).toContain('dockerode/lib/docker.js');
  expect(loaded()).not.toMatch(/node_modules\/(ssh2|@grpc\/grpc-js|protobufjs)\//);

  const overSsh = new Docker({ protocol: 'ssh', host: '127.0.0.1', port: 1, username: 'nobody' });
  await expect(overSsh.ping()).rejects.toThrow(/ECONNREFUSED/);
  expect(loaded()).toMatch(/node_modules\/ssh2\//);
  expect(loaded()).not.toMatch(/node_modules\/(@grpc\/grpc-js|protobufjs)\//);
});

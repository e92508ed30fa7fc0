import { LABEL } from '@smolfaas/core';
import { expect, it } from 'vitest';
import { createBody } from './create-body.js';

const spec = {
  function: 'hello',
  generation: 3,
  name: 'smolfaas-func-hello.g3',
  alias: 'hello-g3',
  address: '1.hello-g3',
  instance: 1,
  image: `sha256:${'ab'.repeat(32)}`,
  network: 'cd'.repeat(32),
  env: { PORT: '8000', A: '1' },
  labels: { [LABEL.project]: 'p1', [LABEL.function]: 'hello' },
  memoryBytes: 256 << 20,
  cpuShares: 128,
  pids: 256,
  readOnlyRoot: true,
  init: true,
};

it('is exactly this for a function of one of our runtimes', () => {
  expect(createBody(spec)).toMatchInlineSnapshot(`
    {
      "Env": [
        "A=1",
        "PORT=8000",
      ],
      "HostConfig": {
        "CapDrop": [
          "ALL",
        ],
        "CpuShares": 128,
        "Init": true,
        "LogConfig": {
          "Config": {
            "max-file": "3",
            "max-size": "10m",
          },
          "Type": "json-file",
        },
        "Memory": 268435456,
        "MemorySwap": 268435456,
        "NetworkMode": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
        "PidsLimit": 256,
        "ReadonlyRootfs": true,
        "RestartPolicy": {
          "Name": "unless-stopped",
        },
        "SecurityOpt": [
          "no-new-privileges:true",
        ],
        "Tmpfs": {
          "/tmp": "rw,nosuid,nodev,exec,size=64m,mode=1777",
        },
      },
      "Image": "sha256:abababababababababababababababababababababababababababababababab",
      "Labels": {
        "dev.smolfaas.function": "hello",
        "dev.smolfaas.project": "p1",
      },
      "NetworkingConfig": {
        "EndpointsConfig": {
          "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd": {
            "Aliases": [
              "hello-g3",
              "1.hello-g3",
            ],
          },
        },
      },
      "StopTimeout": 10,
    }
  `);
});

it('keeps the root writable, /tmp and process 1 as they are, for an image that its author made', () => {
  const { HostConfig } = createBody({ ...spec, readOnlyRoot: false, init: false });
  expect(HostConfig?.ReadonlyRootfs).toBe(false);
  expect(HostConfig?.Init).toBe(false);
  expect(HostConfig).not.toHaveProperty('Tmpfs');
  expect(HostConfig?.CapDrop).toEqual(['ALL']);
});

it('does not depend on the order in which things were said', () => {
  const turned = {
    ...spec,
    env: { A: '1', PORT: '8000' },
    labels: { [LABEL.function]: 'hello', [LABEL.project]: 'p1' },
  };
  expect(JSON.stringify(createBody(turned))).toBe(JSON.stringify(createBody(spec)));
});

it('has a volume for certificates, since nothing can be copied into a read-only root', () => {
  const { HostConfig } = createBody({ ...spec, certificates: { path: '/etc/own/ca.pem', pem: new Uint8Array() } });
  expect(HostConfig?.Mounts).toEqual([{ Type: 'volume', Source: '', Target: '/etc/own' }]);
});

it('names the network, and goes by its id where that is known', () => {
  const { NetworkingConfig, HostConfig } = createBody({ ...spec, network: 'net', networkId: 'ID' });
  expect(HostConfig?.NetworkMode).toBe('net');
  expect(NetworkingConfig?.EndpointsConfig).toEqual({ net: { Aliases: ['hello-g3', '1.hello-g3'], NetworkID: 'ID' } });
});

it('has what the user chose: a command, a share of the processors, directories in memory, secrets', () => {
  const chosen = {
    ...spec,
    command: ['node', 'x'],
    cpus: 0.25,
    tmpfs: [
      { path: '/cache', bytes: 4096 },
      { path: '/tmp', bytes: 8192 },
    ],
    secrets: [{ name: 'key', value: Buffer.from('correct horse') }],
  };
  const body = createBody(chosen);
  expect(body).toMatchObject({
    Entrypoint: ['node', 'x'],
    Cmd: [],
    HostConfig: {
      NanoCpus: 250_000_000,
      Tmpfs: {
        '/cache': 'rw,nosuid,nodev,exec,size=4096,mode=1777',
        '/tmp': 'rw,nosuid,nodev,exec,size=8192,mode=1777',
      },
      Mounts: [{ Type: 'volume', Source: '', Target: '/run/secrets' }],
    },
  });
  expect(JSON.stringify(body)).not.toContain('horse');
});

/**
 * A BuildKit daemon as a user runs one: in a container that SmolFaaS knows nothing of, listening on a unix socket of this host and, with TLS
 * in both directions, on a port of 127.0.0.1. It goes with the project.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { engineCall } from './engine.js';
import { execIn } from './exec.js';
import type { TestProject } from './project.js';
import { builderImage } from './throwaway/base-images.js';
import { makeCertificates } from './throwaway/certificates.js';

const PORT = 1234;
const SOCKET = '/run/buildkit/buildkitd.sock';

export interface UsersBuildkitd {
  readonly name: string;
  /** `unix:///…` */
  readonly unix: string;
  /** `tcp://127.0.0.1:…` */
  readonly tcp: string;
  /** `ca.pem`, `cert.pem`, `key.pem` for its TCP port. */
  readonly certificates: string;
}

/** Starts one, and waits until it answers. */
export async function startUsersBuildkitd(project: TestProject): Promise<UsersBuildkitd> {
  const name = `${project.id}-users-daemon`;
  const run = join(project.dir, 'buildkit-run');
  await mkdir(run);
  const certificates = await makeCertificates(join(project.dir, 'buildkit-tls'), '127.0.0.1');
  const tls = { tlscacert: 'ca.pem', tlscert: 'server-cert.pem', tlskey: 'server-key.pem' };
  const { SMOLFAAS_BASE_BUILDKITD: image } = await builderImage();
  await engineCall('POST', `/containers/create?name=${name}`, {
    Image: image,
    Cmd: [
      `--addr=unix://${SOCKET}`,
      `--addr=tcp://0.0.0.0:${PORT}`,
      ...Object.entries(tls).map(([flag, file]) => `--${flag}=/tls/${file}`),
    ],
    ExposedPorts: { [`${PORT}/tcp`]: {} },
    HostConfig: {
      CapAdd: ['SYS_ADMIN', 'NET_ADMIN'],
      SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
      Binds: ['/sys/fs/cgroup:/sys/fs/cgroup:rw', `${run}:/run/buildkit`, `${certificates}:/tls:ro`],
      PortBindings: { [`${PORT}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
    },
  });
  await engineCall('POST', `/containers/${name}/start`);
  for (let left = 100; !(await answers(name)); left -= 1) {
    if (left === 0) throw new Error(`${name} does not answer`);
    await pause(100);
  }
  const { NetworkSettings } = await engineCall<{
    NetworkSettings: { Ports: Record<string, readonly { readonly HostPort: string }[]> };
  }>('GET', `/containers/${name}/json`);
  const port = NetworkSettings.Ports[`${PORT}/tcp`]?.[0]?.HostPort;
  return { name, unix: `unix://${join(run, 'buildkitd.sock')}`, tcp: `tcp://127.0.0.1:${port}`, certificates };
}

const answers = (name: string) =>
  execIn(name, 'buildctl', 'debug', 'workers').then(
    () => true,
    () => false,
  );

/**
 * How the daemon of each kind of engine is started: its command line, and the files that it reads. Pure.
 *
 * Both keep everything below the room's disk, listen on a socket that is seen from outside, and are ended by the number in a pid file.
 *
 * Gotcha with Podman: it has no daemon that owns containers. Its service answers calls, and each container has a small process
 * beside it; so ending the service leaves the containers running.
 */
import { join } from 'node:path';

/** Where one engine lives, as paths that mean the same inside and outside. */
export interface EnginePlaces {
  readonly dir: string;
  readonly disk: string;
  readonly socketPath: string;
  /** Directory of the certificates of an engine that other machines may use, see certificates.ts. */
  readonly certificates?: string | undefined;
}

/** Where such an engine listens. */
export const TLS_PORT = 2376;

/** A daemon's start. */
export interface DaemonPlan {
  readonly argv: readonly string[];
  /** Texts by file name, below `dir`. */
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** What does not outlive the machine's end: on a real one it is below /run. */
  readonly volatile: readonly string[];
  /** What a machine runs when it has booted, besides the daemon. */
  readonly atBoot?: readonly string[];
}

/** Docker's daemon with these settings (daemon.json); with certificates it listens on every address of its network as well. */
export function dockerd({ dir, disk, socketPath, certificates }: EnginePlaces, settings: object): DaemonPlan {
  const flags = {
    host: `unix://${socketPath}`,
    'data-root': `${disk}/data`,
    'exec-root': `${disk}/exec`,
    pidfile: `${disk}/dockerd.pid`,
    'config-file': join(dir, 'daemon.json'),
  };
  const argv = ['dockerd', ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])];
  if (certificates !== undefined) {
    const files = { tlscacert: 'ca.pem', tlscert: 'server-cert.pem', tlskey: 'server-key.pem' };
    const tls = Object.entries(files).flatMap(([name, file]) => [`--${name}`, join(certificates, file)]);
    argv.push('--host', `tcp://0.0.0.0:${TLS_PORT}`, '--tlsverify', ...tls);
  }
  const volatile = [flags['exec-root'], flags.pidfile];
  return { argv, files: { 'daemon.json': JSON.stringify(settings) }, env: {}, volatile };
}

/** Podman's service. Limits and runtime are what a host without systemd, with cgroup v1, allows. */
export function podman({ dir, disk, socketPath }: EnginePlaces): DaemonPlan {
  const places = ['--root', `${disk}/data`, '--runroot', `${disk}/run`, '--tmpdir', `${disk}/libpod`];
  const cli = ['podman', ...places];
  return {
    argv: [...cli, 'system', 'service', '--time', '0', `unix://${socketPath}`],
    // As podman-restart.service does, which Debian's package switches on.
    atBoot: [...cli, 'start', '--all', '--filter', 'restart-policy=always'],
    files: { 'containers.conf': CONTAINERS_CONF },
    env: { CONTAINERS_CONF: join(dir, 'containers.conf') },
    volatile: [`${disk}/run`, `${disk}/libpod`, RUNC_STATE],
  };
}

/** Where Podman lets its runtime keep what it knows of running containers, in the room's own /run. */
const RUNC_STATE = '/run/runc';

const CONTAINERS_CONF = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[network]
network_backend = "netavark"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

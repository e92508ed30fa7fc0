/**
 * Where a BuildKit daemon is reached, as plain data.
 *
 * Place: input of `connect`. Today one kind: the BuildKit inside Docker Engine, behind the engine's own HTTP API.
 * A stand-alone buildkitd (unix, tcp) or one behind `docker exec … dial-stdio` are further kinds of the same union:
 * they differ only in how a byte stream to the daemon is opened, so a new kind means a new branch in `transport.ts`.
 */
import { isIPv6 } from 'node:net';

/** TLS material as PEM text or bytes; without `ca` the system's roots are trusted. */
export interface TargetTls {
  /** Certificates to trust. */
  readonly ca?: string | Uint8Array;
  /** Our own certificate, for engines that ask for one. */
  readonly cert?: string | Uint8Array;
  /** The key that belongs to `cert`. */
  readonly key?: string | Uint8Array;
}

/** Docker Engine: a unix socket (default `/var/run/docker.sock`), or host and port, with TLS when `tls` is given. */
export interface DockerTarget {
  /** The only kind so far. */
  readonly kind: 'docker';
  /** `/var/run/docker.sock` by default; of no meaning beside `host`. */
  readonly socketPath?: string;
  /** Host name or IP address. */
  readonly host?: string;
  /** 2375 by default, 2376 with TLS. */
  readonly port?: number;
  /** Speak TLS to `host`. */
  readonly tls?: TargetTls;
  /** HTTP path of the upgrade, `/grpc` by default. */
  readonly path?: string;
}

/** All ways to reach a daemon; room for `unix`, `tcp` and `exec`. */
export type BuildKitTarget = DockerTarget;

/** What net.connect needs, besides the name people know the address by. */
export interface Address {
  readonly label: string;
  readonly connect: { path: string } | { host: string; port: number };
  /** The same in gRPC's name syntax. */
  readonly grpc: string;
}

/** Fills in the defaults: Docker's socket, port 2375 (2376 with TLS). Throws TypeError on a port that is none. */
export function addressOf(target: DockerTarget): Address {
  if (target.host === undefined) {
    const path = target.socketPath ?? '/var/run/docker.sock';
    return { label: `unix://${path}`, connect: { path }, grpc: `unix:${path}` };
  }
  const port = target.port ?? (target.tls ? 2376 : 2375);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new TypeError(`not a TCP port: ${port}`);
  const host = isIPv6(target.host) ? `[${target.host}]` : target.host;
  return { label: `tcp://${host}:${port}`, connect: { host: target.host, port }, grpc: `dns:///${host}:${port}` };
}

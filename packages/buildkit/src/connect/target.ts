/**
 * Where a BuildKit daemon is reached, as plain data.
 *
 * Place: input of `connect`. The kinds differ only in how a byte stream to the daemon is opened (dial.ts); what is spoken on it is
 * the same HTTP/2 for all.
 *
 *   kind     opens                                     what answers there
 *   docker   the engine's socket or port               BuildKit inside Docker Engine, after an HTTP upgrade or directly
 *   unix     a unix socket                             a stand-alone buildkitd
 *   tcp      host and port, TLS if asked for           a stand-alone buildkitd
 *   stream   whatever the caller's function opens      `buildctl dial-stdio` in a container, ssh, …
 */
import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';

/** TLS material as PEM text or bytes; without `ca` the system's roots are trusted. */
export interface TargetTls {
  /** Certificates to trust. */
  readonly ca?: string | Uint8Array;
  /** Our own certificate, for daemons that ask for one. */
  readonly cert?: string | Uint8Array;
  /** The key that belongs to `cert`. */
  readonly key?: string | Uint8Array;
}

/** Docker Engine: a unix socket (default `/var/run/docker.sock`), or host and port, with TLS when `tls` is given. */
export interface DockerTarget {
  /** The BuildKit inside Docker Engine. */
  readonly kind: 'docker';
  /** `/var/run/docker.sock` by default; of no meaning beside `host`. */
  readonly socketPath?: string;
  /** Host name or IP address. */
  readonly host?: string;
  /** 2375 by default, 2376 with TLS. */
  readonly port?: number;
  /** Speak TLS to `host`. */
  readonly tls?: TargetTls;
  /**
   * `upgrade`, the default: HTTP/1.1 with an upgrade, which all engines have had so far. `h2c`: gRPC without one, for engines with API 1.53 (29.2)
   * and later, which call the other way deprecated. Where that is not to be had, which is so with TLS of those engines and behind a proxy of HTTP/1, the
   * upgrade is taken all the same.
   */
  readonly transport?: 'upgrade' | 'h2c';
  /** HTTP path of the upgrade, `/grpc` by default. */
  readonly path?: string;
}

/** A stand-alone buildkitd on a unix socket. */
export interface UnixTarget {
  /** A unix socket. */
  readonly kind: 'unix';
  /** Such as `/run/buildkit/buildkitd.sock`. */
  readonly socketPath: string;
}

/** A stand-alone buildkitd on a TCP port. */
export interface TcpTarget {
  /** A TCP port. */
  readonly kind: 'tcp';
  /** Host name or IP address; with TLS the name that the daemon's certificate must have. */
  readonly host: string;
  /** Such as 1234. */
  readonly port: number;
  /** Speak TLS; with `cert` and `key` to a daemon that asks for a client's certificate. */
  readonly tls?: TargetTls;
}

/** A buildkitd behind a byte stream that the caller opens, such as an exec of `buildctl dial-stdio` in its container. */
export interface StreamTarget {
  /** A stream of the caller's own. */
  readonly kind: 'stream';
  /** Names the place in errors. */
  readonly label: string;
  /**
   * Opens a stream on which nothing has been said yet. Called for the first connection, to find out why it failed, and again
   * when a call comes after the connection broke. The signal fires when the client is closed. What it rejects with, or the
   * stream's error, is the reason that an error of `connect` tells.
   */
  readonly open: (signal: AbortSignal) => Promise<Duplex>;
}

/** All ways to reach a daemon. */
export type BuildKitTarget = DockerTarget | UnixTarget | TcpTarget | StreamTarget;

/** A target with an address that this process dials itself. */
export type DialledTarget = Exclude<BuildKitTarget, StreamTarget>;

/** What net.connect needs, besides the name people know the address by. */
export interface Address {
  readonly label: string;
  readonly connect: { path: string } | { host: string; port: number };
  /** The same in gRPC's name syntax. */
  readonly grpc: string;
}

/** Fills in the defaults: Docker's socket, port 2375 (2376 with TLS). Throws TypeError on a port that is none. */
export function addressOf(target: DialledTarget): Address {
  if (target.kind === 'tcp') return tcpAddress(target.host, target.port);
  if (target.kind === 'unix') return unixAddress(target.socketPath);
  if (target.host === undefined) return unixAddress(target.socketPath ?? '/var/run/docker.sock');
  return tcpAddress(target.host, target.port ?? (target.tls ? 2376 : 2375));
}

/** The name of the place, for errors. Throws TypeError on a port that is none. */
export function labelOf(target: BuildKitTarget): string {
  return target.kind === 'stream' ? target.label : addressOf(target).label;
}

function unixAddress(path: string): Address {
  return { label: `unix://${path}`, connect: { path }, grpc: `unix:${path}` };
}

function tcpAddress(hostname: string, port: number): Address {
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new TypeError(`not a TCP port: ${port}`);
  const host = isIPv6(hostname) ? `[${hostname}]` : hostname;
  return { label: `tcp://${host}:${port}`, connect: { host: hostname, port }, grpc: `dns:///${host}:${port}` };
}

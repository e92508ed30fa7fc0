/**
 * How a BuildKit daemon is reached, as plain data.
 *
 * Input of `connect`. The kinds differ only in how a byte stream to the daemon is opened (dial.ts).
 * All of them then use the same HTTP/2.
 *
 *   kind     opens                           what answers
 *   docker   the engine's socket or port     BuildKit in Docker Engine, with or without upgrade
 *   unix     a unix socket                   a stand-alone buildkitd
 *   tcp      host and port, optional TLS     a stand-alone buildkitd
 *   stream   the caller's function           `buildctl dial-stdio` in a container, ssh, …
 */
import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';

/** TLS material as PEM text or bytes; without `ca` the system's roots are trusted. */
export interface TargetTls {
  /** Certificates to trust. */
  readonly ca?: string | Uint8Array;
  /** The client certificate, for daemons that require one. */
  readonly cert?: string | Uint8Array;
  /** The key that belongs to `cert`. */
  readonly key?: string | Uint8Array;
}

/**
 * Docker Engine: a unix socket (default `/var/run/docker.sock`), or host and port, with TLS when
 * `tls` is set.
 */
export interface DockerTarget {
  /** The BuildKit inside Docker Engine. */
  readonly kind: 'docker';
  /** `/var/run/docker.sock` by default; ignored if `host` is set. */
  readonly socketPath?: string;
  /** Host name or IP address. */
  readonly host?: string;
  /** 2375 by default, 2376 with TLS. */
  readonly port?: number;
  /** Speak TLS to `host`. */
  readonly tls?: TargetTls;
  /**
   * `upgrade`, the default: HTTP/1.1 with an upgrade, which every engine version supports so far.
   * `h2c`: gRPC without an upgrade, for engines with API 1.53 (29.2) and later, where the upgrade
   * is deprecated. These engines do not offer `h2c` with TLS or behind an HTTP/1 proxy. In both
   * cases the client uses the upgrade.
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
  /** Host name or IP address; with TLS the name in the daemon's certificate. */
  readonly host: string;
  /** Such as 1234. */
  readonly port: number;
  /** Speak TLS; with `cert` and `key` for a daemon that requires a client certificate. */
  readonly tls?: TargetTls;
}

/**
 * A buildkitd behind a byte stream that the caller opens, such as an exec of `buildctl dial-stdio`
 * in its container.
 */
export interface StreamTarget {
  /** A stream that the caller opens. */
  readonly kind: 'stream';
  /** Names the target in errors. */
  readonly label: string;
  /**
   * Opens a stream without any bytes exchanged yet. Called for the first connection, to find out
   * why it failed, and again when a call follows a broken connection. The signal fires when the
   * client is closed. The rejection, or the stream's error, becomes the reason in an error of
   * `connect`.
   */
  readonly open: (signal: AbortSignal) => Promise<Duplex>;
}

/** All ways to reach a daemon. */
export type BuildKitTarget = DockerTarget | UnixTarget | TcpTarget | StreamTarget;

/** A target with an address that this process dials itself. */
export type DialledTarget = Exclude<BuildKitTarget, StreamTarget>;

/** What net.connect needs, and the address in a readable form. */
export interface Address {
  readonly label: string;
  readonly connect: { path: string } | { host: string; port: number };
  /** The same in gRPC's name syntax. */
  readonly grpc: string;
}

/**
 * Fills in the defaults: Docker's socket, port 2375 (2376 with TLS). Throws TypeError for an
 * invalid port.
 */
export function dialAddress(target: DialledTarget): Address {
  if (target.kind === 'tcp') return tcpAddress(target.host, target.port);
  if (target.kind === 'unix') return unixAddress(target.socketPath);
  if (target.host === undefined) return unixAddress(target.socketPath ?? '/var/run/docker.sock');
  return tcpAddress(target.host, target.port ?? (target.tls ? 2376 : 2375));
}

/** The name of the target, for errors. Throws TypeError for an invalid port. */
export function labelOf(target: BuildKitTarget): string {
  return target.kind === 'stream' ? target.label : dialAddress(target).label;
}

function unixAddress(path: string): Address {
  return { label: `unix://${path}`, connect: { path }, grpc: `unix:${path}` };
}

function tcpAddress(hostname: string, port: number): Address {
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new TypeError(`not a TCP port: ${port}`);
  const host = isIPv6(hostname) ? `[${hostname}]` : hostname;
  return { label: `tcp://${host}:${port}`, connect: { host: hostname, port }, grpc: `dns:///${host}:${port}` };
}

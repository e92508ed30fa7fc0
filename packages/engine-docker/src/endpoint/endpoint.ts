/**
 * Endpoint: one address where a Docker-compatible engine may listen, as plain data.
 *
 * Place in the flow: before stage 1. The strategies beside this file find endpoints, and
 * `connection/connect.ts` dials them. Addresses use Docker's notation:
 * `unix:///var/run/docker.sock`, `tcp://host:2376`, `npipe:////./pipe/docker_engine`.
 *
 * Gotcha: `ssh://` is a valid address for the docker client, which starts a process for it.
 * SmolFaaS does not support it; its error message names an equivalent.
 */
import { SmolfaasError } from '@smolfaas/core';

/**
 * TLS material of a tcp endpoint, as PEM bytes. Without `ca`, the roots that Node.js trusts are
 * used.
 */
export interface EndpointTls {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** A socket of this machine (including Windows' named pipes), or a host on the network. */
export type Address =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: EndpointTls };

/** An address and its origin. */
export interface Endpoint {
  readonly address: Address;
  /** The address in Docker's notation, for messages. */
  readonly label: string;
  /** What named it: `option dockerHost`, `DOCKER_HOST`, `context "colima"`, `default`. */
  readonly origin: string;
}

const DEFAULT_SOCKET = '/var/run/docker.sock';
const DEFAULT_PIPE = '//./pipe/docker_engine';

/**
 * Parses an address in Docker's notation. Defaults follow the docker client: a bare `host:port`
 * means tcp, the port is 2375 (2376 with TLS), and an empty path means the usual socket.
 * @throws SmolfaasError engine-unreachable when the address is invalid or its scheme is not
 *   supported
 */
export function parseEndpoint(text: string, origin: string, tls?: EndpointTls): Endpoint {
  const given = text.trim();
  const url = given.includes('://') ? given : `tcp://${given}`;
  const [scheme, rest] = splitOnce(url, '://');
  if (scheme === 'unix') return socketEndpoint(rest || DEFAULT_SOCKET, origin);
  if (scheme === 'npipe') return { ...socketEndpoint(rest || DEFAULT_PIPE, origin), label: url };
  if (scheme === 'ssh') {
    throw unusable(given, `${origin} names an engine behind ssh, which is not dialled here; ${forwardInstead(rest)}`);
  }
  if (scheme !== 'tcp' && scheme !== 'http' && scheme !== 'https') {
    throw unusable(given, `${origin} uses an unknown scheme; unix:// and tcp:// are supported`);
  }
  return tcpEndpoint(rest, origin, given, scheme === 'https' ? (tls ?? {}) : tls);
}

/** A socket by its path. */
export function socketEndpoint(path: string, origin: string): Endpoint {
  return { address: { kind: 'socket', path }, label: `unix://${path}`, origin };
}

function tcpEndpoint(rest: string, origin: string, given: string, tls: EndpointTls | undefined): Endpoint {
  const parsed = URL.canParse(`http://${rest}`) ? new URL(`http://${rest}`) : undefined;
  if (!parsed || parsed.hostname === '') throw unusable(given, `${origin} is not an address such as tcp://host:2375`);
  // A URL object hides the default port of its scheme; an explicit `:80` still counts.
  const port = Number(parsed.port || (/:80\/?$/.test(rest) ? 80 : tls ? 2376 : 2375));
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  return {
    address: { kind: 'tcp', host, port, ...(tls ? { tls } : {}) },
    label: `tcp://${parsed.hostname}:${port}`,
    origin,
  };
}

/**
 * An equivalent for ssh: a forwarded socket is an engine like any other, also for the router (its
 * control link goes through the container).
 */
function forwardInstead(rest: string): string {
  const [, destination = rest, port] = /^(.*?)(?::(\d+))?\/*$/.exec(rest) ?? [];
  const where = `${port === undefined ? '' : `-p ${port} `}${destination}`;
  const socket = '/tmp/smolfaas-docker.sock';
  return `forward its socket: ssh -nNT -L ${socket}:${DEFAULT_SOCKET} ${where} & export DOCKER_HOST=unix://${socket}`;
}

function unusable(endpoint: string, message: string): SmolfaasError {
  return new SmolfaasError('engine-unreachable', { endpoint, message });
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}

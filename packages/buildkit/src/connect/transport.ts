/**
 * The channel to a target: grpc-js on a byte stream that is not a plain connection.
 *
 * `connect` opens one channel; every call of a client shares it. When the connection breaks, the
 * next call dials again.
 * Invariant: grpc-js dials the address, then passes the raw socket to `SecureConnector.connect` and
 * speaks HTTP/2 on the returned stream.
 * Gotcha: the methods with an underscore are internal to grpc-js (hence `~1.14` in package.json);
 * the tests that dial real daemons guard them.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { CallCredentials, ChannelCredentials, type ChannelOptions, Client } from '@grpc/grpc-js';
import { prepare } from './dial.js';
import { openDoorbell } from './doorbell.js';
import { dialAddress, type BuildKitTarget } from './target.js';

type Connector = ReturnType<ChannelCredentials['_createSecureConnector']>;

/**
 * Bytes either side may have in flight before it must wait. HTTP/2's own default of 64 KiB makes
 * file sync very slow.
 */
export const FLOW_CONTROL_WINDOW = 8 << 20;

/**
 * Channel options of every connection. No keep-alive pings: grpc-go responds to them with GOAWAY.
 */
const CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.use_local_subchannel_pool': 1,
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
  'grpc.enable_http_proxy': 0,
  'grpc.enable_retries': 0,
  'grpc-node.flow_control_window': FLOW_CONTROL_WINDOW,
};

/** A channel, and a way to close everything it holds. */
export interface Channel {
  readonly client: Client;
  close(): void;
}

/**
 * Makes the channel; nothing is dialled before the first call. `signal` aborts what the target
 * opens itself.
 *
 * Closing destroys the caller's stream at once. A regular HTTP/2 end would wait until the other
 * side ends too. An engine waits up to two seconds for the remaining output of a command in a
 * container, and the process would stay alive that long.
 */
export async function openChannel(target: BuildKitTarget, signal: AbortSignal): Promise<Channel> {
  if (target.kind !== 'stream') {
    const credentials = new PreparedCredentials((socket) => prepare(target, socket));
    const client = new Client(dialAddress(target).grpc, credentials, CHANNEL_OPTIONS);
    return { client, close: () => client.close() };
  }
  const doorbell = await openDoorbell();
  const opened = new Set<Duplex>();
  const credentials = new PreparedCredentials(async (socket) => {
    socket.destroy();
    const stream = await target.open(signal);
    if (signal.aborted) stream.destroy();
    opened.add(stream);
    return stream.once('close', () => opened.delete(stream));
  });
  const client = new Client(doorbell.grpc, credentials, CHANNEL_OPTIONS);
  const close = () => {
    client.close();
    doorbell.close();
    for (const stream of opened) stream.destroy();
  };
  return { client, close };
}

/**
 * Credentials that protect nothing themselves: they prepare the stream, including TLS, before
 * HTTP/2 begins.
 */
class PreparedCredentials extends ChannelCredentials {
  readonly #prepare: (socket: Socket) => Promise<Duplex>;

  constructor(prepareSocket: (socket: Socket) => Promise<Duplex>) {
    super();
    this.#prepare = prepareSocket;
  }

  override _isSecure(): boolean {
    return false;
  }

  override _equals(other: ChannelCredentials): boolean {
    return other === this;
  }

  override _createSecureConnector(): Connector {
    return {
      waitForReady: async () => undefined,
      getCallCredentials: () => CallCredentials.createEmpty(),
      destroy: () => undefined,
      connect: async (socket) => {
        const prepared = await this.#prepare(socket);
        if (!servesAsSocket(prepared)) throw new TypeError('what was opened is no stream');
        return { socket: prepared, secure: false };
      },
    };
  }
}

/**
 * grpc-js's types require a socket; its code, like that of `node:http2`, uses only what every
 * Duplex has.
 */
function servesAsSocket(stream: Duplex): stream is Socket {
  return typeof stream.write === 'function' && typeof stream.pipe === 'function';
}

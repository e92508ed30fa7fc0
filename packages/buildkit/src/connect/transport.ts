/**
 * Lets grpc-js speak over a connection that first has to be upgraded: credentials whose connector does the upgrade.
 *
 * Place: `connect` makes one channel with these credentials; every call of a client shares it.
 * Must stay true: grpc-js dials the address, then hands the raw socket to `SecureConnector.connect` and speaks HTTP/2
 * on the socket it gets back. The methods with an underscore are internal to grpc-js (hence `~1.14` in package.json);
 * the tests that dial a real engine guard them.
 * Later: engines with API >= 1.53 speak h2c on the same socket without an upgrade; for them this file returns
 * `ChannelCredentials.createInsecure()`.
 */
import type { Socket } from 'node:net';
import { CallCredentials, ChannelCredentials, type ChannelOptions } from '@grpc/grpc-js';
import type { BuildKitTarget } from './target.js';
import { upgradeToBuildKit } from './upgrade.js';

type Connector = ReturnType<ChannelCredentials['_createSecureConnector']>;

/** Bytes either side may have in flight before it must wait; HTTP/2's own default of 64 KiB makes file sync crawl. */
export const FLOW_CONTROL_WINDOW = 8 << 20;

/** Channel options every connection uses. No keep-alive pings: grpc-go punishes them with GOAWAY. */
export const CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.use_local_subchannel_pool': 1,
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
  'grpc.enable_http_proxy': 0,
  'grpc.enable_retries': 0,
  'grpc-node.flow_control_window': FLOW_CONTROL_WINDOW,
};

/** The credentials that open a byte stream to this kind of target. */
export function credentialsFor(target: BuildKitTarget): ChannelCredentials {
  return new UpgradeCredentials((socket) => upgradeToBuildKit(socket, target));
}

/** Credentials that protect nothing themselves: they prepare the socket, TLS included, before HTTP/2 begins. */
class UpgradeCredentials extends ChannelCredentials {
  readonly #upgrade: (socket: Socket) => Promise<Socket>;

  constructor(upgrade: (socket: Socket) => Promise<Socket>) {
    super();
    this.#upgrade = upgrade;
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
      connect: async (socket) => ({ socket: await this.#upgrade(socket), secure: false }),
    };
  }
}

/**
 * The sending side of fsutil's directory transfer.
 *
 *   we -> daemon   STAT{stat}       one per entry, in order; its index in this list is its ID
 *   we -> daemon   STAT{}           without a stat: end of the list
 *   daemon -> we   REQ{ID}          from the first STAT on: "my copy differs, send this file"
 *   we -> daemon   DATA{ID, data}…  then DATA{ID} without data: end of the file
 *   daemon -> we   FIN              everything has arrived
 *   we -> daemon   FIN              then the call ends with OK
 *   either         ERR{data}        a message for people; the transfer is over
 *
 * Invariants:
 *   1. Requests are read all the time, also while a write waits; otherwise both sides block on a
 *      full window.
 *   2. IDs count every entry, including directories and links.
 *   3. What arrives is what was hashed. A file is announced before it is opened; while it is sent, its
 *      SHA-256 is computed again and compared (`read-file.ts`). A file that the daemon does not
 *      request is the one that it has: its announced time carries bits of its hash (`stat.ts`).
 */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { BuildKitError } from '../errors/error.js';
import { type Packet, type PacketSchema, Packet_PacketType as Type } from '../gen/fsutil/types/wire_pb.js';
import type { MessageStream } from '../session/server.js';
import { sendFile } from './read-file.js';
import { statOf } from './stat.js';
import type { FileEntry } from './tree.js';

export type PacketStream = Omit<MessageStream<Packet, MessageInitShape<typeof PacketSchema>>, 'closed'>;

/** Files read and sent at the same time. */
const WORKERS = 4;

/**
 * Sends sorted entries below `root` and resolves when both sides have sent FIN. Rejects with
 * `source-changed`, `source-unreadable`, or `protocol` when the daemon aborts. Before it rejects,
 * it sends the daemon an ERR packet.
 */
export async function sendTree(root: string, entries: readonly FileEntry[], stream: PacketStream): Promise<void> {
  const transfer = new Transfer(root, entries, stream);
  try {
    await Promise.all([transfer.announce(), transfer.serve()]);
    await stream.write({ type: Type.PACKET_FIN });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    await stream.write({ type: Type.PACKET_ERR, data: Buffer.from(text) }).catch(() => undefined);
    throw error;
  }
}

/** The state of one transfer: what is announced, what is requested, which workers run. */
class Transfer {
  readonly #root: string;
  readonly #entries: readonly FileEntry[];
  readonly #stream: PacketStream;
  readonly #asked = new Set<number>();
  readonly #queue: number[] = [];
  readonly #workers = new Set<Promise<void>>();
  #announced = 0;
  #stopped = false;

  constructor(root: string, entries: readonly FileEntry[], stream: PacketStream) {
    this.#root = root;
    this.#entries = entries;
    this.#stream = stream;
  }

  /** Sends the whole list, then its end. */
  async announce(): Promise<void> {
    for (const entry of this.#entries) {
      if (this.#stopped) return;
      this.#announced += 1;
      await this.#stream.write({ type: Type.PACKET_STAT, stat: statOf(entry) });
    }
    await this.#stream.write({ type: Type.PACKET_STAT });
  }

  /** Reads the daemon's packets until FIN; a failing worker interrupts it. */
  async serve(): Promise<void> {
    let interrupt: (error: unknown) => void = () => undefined;
    const failure = new Promise<never>((_resolve, reject) => {
      interrupt = reject;
    });
    failure.catch(() => undefined);
    try {
      await Promise.race([this.#readUntilFin(interrupt), failure]);
      await Promise.race([Promise.all(this.#workers), failure]);
    } finally {
      this.#stopped = true;
    }
  }

  async #readUntilFin(onFailure: (error: unknown) => void): Promise<void> {
    for await (const packet of this.#stream.messages) {
      if (packet.type === Type.PACKET_FIN) return;
      if (packet.type === Type.PACKET_ERR) throw protocolError(Buffer.from(packet.data).toString('utf8'));
      if (packet.type !== Type.PACKET_REQ) throw protocolError(`unexpected packet of type ${packet.type}`);
      this.#enqueue(packet.ID, onFailure);
    }
    throw protocolError('the daemon ended the transfer before FIN');
  }

  #enqueue(id: number, onFailure: (error: unknown) => void): void {
    if (id >= this.#announced || this.#asked.has(id) || this.#entries[id]?.kind !== 'file') {
      throw protocolError(`request for entry ${id}, which is not a file or was asked for before`);
    }
    this.#asked.add(id);
    this.#queue.push(id);
    if (this.#workers.size >= WORKERS) return;
    const worker = this.#work().finally(() => this.#workers.delete(worker));
    worker.catch(onFailure);
    this.#workers.add(worker);
  }

  /** Takes files from the queue until it is empty. */
  async #work(): Promise<void> {
    for (let id = this.#queue.shift(); id !== undefined && !this.#stopped; id = this.#queue.shift()) {
      const entry = this.#entries[id];
      if (!entry) return;
      const ID = id;
      await sendFile(this.#root, entry, (data) => this.#stream.write({ type: Type.PACKET_DATA, ID, data }));
      await this.#stream.write({ type: Type.PACKET_DATA, ID });
    }
  }
}

function protocolError(reason: string): BuildKitError {
  return new BuildKitError('protocol', `file transfer: ${reason}`, {});
}

/**
 * The receiving half of a session: what an exporter makes, as one stream of bytes.
 *
 *   daemon -> we   FileSend.DiffCopy        once per solve, metadata `exporter-md-…` (what the exporter will answer)
 *   daemon -> we   BytesMessage{data}…      a tar: `docker`, `oci`, `tar`
 *   we -> daemon   status OK                after the consumer is done; the solve ends only then
 *
 * Must stay true:
 *  1. a message is taken only when the consumer has read the one before, so its speed is the daemon's (HTTP/2's windows do the rest);
 *  2. a consumer that fails fails the solve, with its own error; a stream that breaks under it is the daemon's failure, not its;
 *  3. a consumer may stop reading before the end (a tar has padding): what is left is read and thrown away.
 * The exporter `local` sends another protocol through the same method, and is not served.
 */
import { Readable } from 'node:stream';
import type { ExportConsumer } from '../api.js';
import { BuildKitError } from '../errors/error.js';
import { FileSend } from '../gen/moby/filesync/v1/filesync_pb.js';
import { bidiRoute, type Route } from '../session/server.js';

/** Hands what is exported to `receive`; `onFailure` hears of a failure that is the consumer's own. */
export function fileSendRoutes(receive: ExportConsumer, onFailure: (error: BuildKitError) => void): Route[] {
  return [
    bidiRoute(FileSend.method.diffCopy, async ({ messages, closed }) => {
      const source = messages[Symbol.asyncIterator]();
      const state = { broken: false };
      const tar = Readable.from(chunksOf(source, state), { objectMode: false });
      // The consumer sees the stream's error where it reads; nobody else needs to.
      tar.on('error', () => undefined);
      closed.addEventListener('abort', () => {
        state.broken ||= !tar.readableEnded;
        tar.destroy(new Error('the daemon ended the export'));
      });
      try {
        await receive(tar);
      } catch (error) {
        if (!state.broken) onFailure(exportFailed(error));
        throw error;
      } finally {
        tar.destroy();
      }
      while ((await source.next()).done !== true);
    }),
  ];
}

/** The bytes of the messages. Leaving it early does not end the messages: the rest is still to be read. */
async function* chunksOf(
  source: AsyncIterator<{ data: Uint8Array }>,
  state: { broken: boolean },
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const next = await source.next().catch((error: unknown) => {
      state.broken = true;
      throw error;
    });
    if (next.done === true) return;
    if (next.value.data.length > 0) yield next.value.data;
  }
}

function exportFailed(cause: unknown): BuildKitError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new BuildKitError('export-failed', `the receiver of the export failed: ${why}`, {}, { cause });
}

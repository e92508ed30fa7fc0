/**
 * The receiving half of a session: what an exporter makes, as one stream of bytes.
 *
 *   daemon -> we   FileSend.DiffCopy    once per solve, metadata `exporter-md-…`: its answer
 *   daemon -> we   BytesMessage{data}…  a tar: `docker`, `oci`, `tar`
 *   we -> daemon   status OK            after the consumer has finished; the solve ends only then
 *
 * Invariants:
 *   1. A message is read only when the consumer has read the one before. So the consumer's speed
 *      limits the daemon (HTTP/2's windows do the rest).
 *   2. A consumer that fails fails the solve with its own error. A stream that breaks is a failure
 *      of the daemon, not of the consumer.
 *   3. A consumer may stop reading before the end (a tar has padding): the rest is read and
 *      discarded.
 * The exporter `local` sends another protocol through the same method and is not supported.
 */
import { Readable } from 'node:stream';
import type { ExportConsumer } from '../api.js';
import { BuildKitError } from '../errors/error.js';
import { FileSend } from '../gen/moby/filesync/v1/filesync_pb.js';
import { bidiRoute, type Route } from '../session/server.js';

/**
 * Passes the exported bytes to `receive`. `onFailure` receives a failure of the consumer itself.
 */
export function fileSendRoutes(receive: ExportConsumer, onFailure: (error: BuildKitError) => void): Route[] {
  return [
    bidiRoute(FileSend.method.diffCopy, async ({ messages, closed }) => {
      const source = messages[Symbol.asyncIterator]();
      const state = { broken: false };
      const tar = Readable.from(chunksOf(source, state), { objectMode: false });
      // The consumer receives the stream's error where it reads; no other code needs it.
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

/**
 * The bytes of the messages. Leaving this generator early does not end the messages: the rest must
 * still be read.
 */
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

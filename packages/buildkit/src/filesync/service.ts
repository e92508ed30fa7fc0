/**
 * The session service that sends local sources: FileSync.
 *
 *   daemon -> we   FileSync/DiffCopy, metadata: dir-name, include-patterns*, exclude-patterns*, followpaths*
 *   then           the packets of `sender.ts`
 *
 * Place: one route of the session; `select` decides what is sent, `sortByPath` in which order.
 * From BuildKit 0.12 on, values with characters beyond ASCII come URL-encoded and `<key>-encoded: 1` says so.
 * Must stay true: a failure is reported twice, to the daemon, which fails the step, and to `onFailure`, which keeps the
 * typed error for the caller: the daemon may lose our text and only say "context canceled".
 * TarStream is announced by some clients but no daemon calls it.
 */
import { BuildKitError, isBuildKitError } from '../errors/error.js';
import { FileSync } from '../gen/moby/filesync/v1/filesync_pb.js';
import { bidiRoute, type RequestMetadata, type Route, STATUS, StatusError } from '../session/server.js';
import { type Selection, select } from './filter.js';
import { sortByPath } from './order.js';
import { sendTree } from './sender.js';
import type { FileTree } from './tree.js';

/**
 * Serves the trees by their local names; an unknown name is answered with NOT_FOUND. `onFailure` hears of what is wrong
 * on our side; that the daemon gave up a transfer for reasons of its own is not reported there.
 */
export function fileSyncRoutes(
  locals: Readonly<Record<string, FileTree>>,
  onFailure: (error: BuildKitError) => void,
): Route[] {
  return [
    bidiRoute(FileSync.method.diffCopy, async (stream, metadata) => {
      const name = values(metadata, 'dir-name')[0] ?? '';
      const tree = Object.hasOwn(locals, name) ? locals[name] : undefined;
      if (!tree) {
        const text = `the build asks for the local source ${JSON.stringify(name)}, which the request does not have`;
        onFailure(new BuildKitError('protocol', text, {}));
        throw new StatusError(STATUS.notFound, text);
      }
      try {
        await sendTree(tree.root, sortByPath(select(tree.entries, selectionOf(metadata))), stream);
      } catch (error) {
        if (isBuildKitError(error, 'source-changed') || isBuildKitError(error, 'source-unreadable')) onFailure(error);
        throw error;
      }
    }),
    bidiRoute(FileSync.method.tarStream, async () => {
      throw new StatusError(STATUS.unimplemented, 'TarStream is not served');
    }),
  ];
}

/** The filters of one request. */
export function selectionOf(metadata: RequestMetadata): Selection {
  return {
    include: values(metadata, 'include-patterns'),
    exclude: values(metadata, 'exclude-patterns'),
    follow: values(metadata, 'followpaths'),
  };
}

/** All values of a key in order, decoded if the daemon says that it encoded them (query escaping: '+' is a space). */
function values(metadata: RequestMetadata, key: string): readonly string[] {
  const raw = metadata.get(key) ?? [];
  if (metadata.get(`${key}-encoded`)?.[0] !== '1') return raw.map(fromHeaderBytes);
  return raw.map((value) => decodeURIComponent(value.replaceAll('+', '%20')));
}

/** Node.js reads header bytes as Latin-1; older daemons send UTF-8 in them. */
function fromHeaderBytes(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}

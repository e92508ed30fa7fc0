/**
 * The session service that sends local sources: FileSync.
 *
 *   daemon -> we   FileSync/DiffCopy, metadata: dir-name, include-patterns*, exclude-patterns*,
 *                  followpaths*
 *   then           the packets of `sender.ts`
 *
 * One route of the session. `select` decides what is sent, `sortByPath` in which order.
 * Invariant: a failure is reported twice. The daemon receives it and fails the step. `onFailure`
 * receives it as a typed error for the caller, because the daemon may lose the text and only report
 * "context canceled".
 * Gotchas:
 *   1. From BuildKit 0.12 on, values with characters beyond ASCII are URL-encoded, marked by
 *      `<key>-encoded: 1`.
 *   2. Some clients announce TarStream, but no daemon calls it.
 */
import { BuildKitError, isBuildKitError } from '../errors/error.js';
import { FileSync } from '../gen/moby/filesync/v1/filesync_pb.js';
import { bidiRoute, type RequestMetadata, type Route, STATUS, StatusError } from '../session/server.js';
import { type Selection, select } from './filter.js';
import { sortByPath } from './order.js';
import { sendTree } from './sender.js';
import type { FileTree } from './tree.js';

/**
 * Serves the trees by their local names; an unknown name returns NOT_FOUND. `onFailure` receives
 * failures on this side. It does not receive transfers that the daemon aborted for its own reasons.
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

/**
 * All values of a key in order, decoded if the daemon marks them as encoded (query escaping: '+' is
 * a space).
 */
function values(metadata: RequestMetadata, key: string): readonly string[] {
  const raw = metadata.get(key) ?? [];
  if (metadata.get(`${key}-encoded`)?.[0] !== '1') return raw.map(fromHeaderBytes);
  return raw.map((value) => decodeURIComponent(value.replaceAll('+', '%20')));
}

/** Node.js reads header bytes as Latin-1, but older daemons send UTF-8. */
function fromHeaderBytes(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}

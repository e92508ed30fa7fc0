/**
 * Copying a tree into an image in such a way that the same files give the same layer, whenever and wherever it is built.
 *
 * Place: composed of the verbs of state.ts and the actions of ops/, for whoever assembles a final image out of finished parts.
 * A copy with a fixed `timestamp` is not enough: a directory that exists before its content arrives keeps the time at which the content
 * was put into it, and that is the time of the build. So empty directories, made on a branch beside the image, are copied over them at the
 * end, in the same file op and so in the same layer; a copied directory takes its source's time.
 */
import { copy, EPOCH, mkdir } from './ops/file-actions.js';
import type { State } from './state.js';

/** What is copied where. `dirs` are the directories on the way, outermost first; the content goes into the last. */
export interface FixedTimeCopy {
  /** The state that holds the files. */
  readonly from: State;
  /** Absolute path of the directory in `from` whose content is copied. */
  readonly src: string;
  /** Absolute paths. */
  readonly dirs: readonly string[];
  /** Where the empty directories are made: any state of the builder, such as the image's base. */
  readonly beside: State;
  /** Display name of the copying step. */
  readonly name: string;
}

/** `onto` with the content of `src`, everything in the new layer dated {@link EPOCH}. @throws LlbError `bad-path`, `scratch-result` */
export function copyWithFixedTimes(onto: State, { from, src, dirs, beside, name }: FixedTimeCopy): State {
  const empty = beside.file(
    ['', ...dirs].map((dir) => mkdir(`/.empty${dir}`, { timestamp: EPOCH })),
    { name: 'empty directories' },
  );
  const contents = { dirCopyContents: true, createDestPath: true, timestamp: EPOCH };
  return onto.file([copy(from, src, `${dirs.at(-1) ?? ''}/`, contents), copy(empty, '/.empty', '/', contents)], {
    name,
  });
}

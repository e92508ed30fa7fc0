/**
 * Copies a tree into an image so that the same files give the same layer on every host at any time.
 *
 * Combines the verbs of state.ts with the actions of ops/, for recipes that assemble a final image
 * from finished parts.
 * Gotcha: a copy with a fixed `timestamp` is not enough. A directory that exists before its content
 * arrives gets the time of that copy, which is the time of the build. So empty directories, made on
 * a branch beside the image, are copied over them at the end. A copied directory takes its source's
 * time. Both copies are in one file op and so in one layer.
 */
import { copy, EPOCH, mkdir } from './ops/file-actions.js';
import type { State } from './state.js';

/**
 * What is copied where. `dirs` are the directories on the way that may exist already, outermost
 * first. The content is copied into `to`, by default the last one.
 */
export interface FixedTimeCopy {
  /** The state that holds the files. */
  readonly from: State;
  /** Absolute path of the directory in `from` whose content is copied. */
  readonly src: string;
  /** Absolute paths. */
  readonly dirs: readonly string[];
  /** Absolute path. */
  readonly to?: string;
  /** Where the empty directories are made: any state of the build, such as the image's base. */
  readonly beside: State;
  /** Display name of the copying step. */
  readonly name: string;
}

/**
 * Returns `onto` with the content of `src`; everything in the new layer is dated {@link EPOCH}.
 * @throws LlbError `bad-path`, `scratch-result`
 */
export function copyWithFixedTimes(
  onto: State,
  { from, src, dirs, to = dirs.at(-1) ?? '', beside, name }: FixedTimeCopy,
): State {
  const empty = beside.file(
    ['', ...dirs].map((dir) => mkdir(`/.empty${dir}`, { timestamp: EPOCH })),
    { name: 'empty directories' },
  );
  const contents = { dirCopyContents: true, createDestPath: true, timestamp: EPOCH };
  return onto.file([copy(from, src, `${to}/`, contents), copy(empty, '/.empty', '/', contents)], {
    name,
  });
}

/**
 * Puts one tree into a directory of another, for recipes whose function keeps its place beside the
 * directories that it shares.
 *
 * Combines the verbs of state.ts with the actions of ops/, like fixed-times.ts.
 */
import { copy, EPOCH } from './ops/file-actions.js';
import { scratch, type State } from './state.js';

/**
 * Returns the content of `outer` with the content of `inner` in its directory `dir`, an absolute
 * path. Copied files are dated {@link EPOCH}.
 * @throws LlbError `bad-path`
 */
export function nested(outer: State, inner: State, dir: string): State {
  const contents = { dirCopyContents: true, createDestPath: true, timestamp: EPOCH };
  return scratch().file([copy(outer, '/', '/', contents), copy(inner, '/', `${dir}/`, contents)], {
    name: `put the function into ${dir}`,
  });
}

/**
 * Removes partial transfers from a builder container. They remain when a run is interrupted, or a
 * daemon dies, while it copies an image of the engine (../bases/offer-bases.ts).
 *
 *   <root>/<worker>/content/ingest/<hash>/     one transfer of containerd's content store;
 *                                              a later one of the same blob resumes at its end
 *
 * Why: BuildKit cannot start in the middle of a blob that it reads over a session ("unsupported
 * offset"). Every later build on that image would fail until the store drops the partial blob,
 * after a day.
 *
 * Invariant: no build is running at this point. Each project has its own builder, and the project's
 * runs are sequential.
 */
import { finished } from 'node:stream/promises';
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';
import { layoutOf } from './layout.js';
import type { DaemonContainer } from './when-ready.js';

/**
 * A shell expands the pattern. Without a match it passes on a literal pattern that names no file,
 * which `rm -f` accepts.
 */
const REMOVE = 'rm -rf "$1"/*/content/ingest/*';

/**
 * A container without a shell is left as it is: a build that meets the partial blob reports it.
 * @throws the signal's reason
 */
export async function clearTransfers(
  engine: Pick<ContainerEngine, 'openExec'>,
  { id, privileges }: DaemonContainer,
  signal: AbortSignal,
): Promise<void> {
  try {
    const command = await engine.openExec(id, ['sh', '-c', REMOVE, 'sh', layoutOf(privileges).root], signal);
    command.resume().end();
    await finished(command);
  } catch {
    signal.throwIfAborted();
  }
}

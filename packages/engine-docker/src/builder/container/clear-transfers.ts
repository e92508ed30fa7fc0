/**
 * Removes what transfers that were broken off have left in a builder container: when a run is interrupted, or a daemon dies, while it takes over
 * an image of the engine (../bases/offer-bases.ts).
 *
 *   <root>/<worker>/content/ingest/<hash>/     one transfer of containerd's content store; a later one of the same blob goes on at its end
 *
 * Why: BuildKit cannot begin in the middle of a blob that it reads over a session ("unsupported offset"), so every later build on that image would
 * fail until the store forgets the half blob, which it does after a day.
 *
 * What must stay true: no build is under way when this is done. A project's builder is its own, and its runs come one after the other.
 */
import { finished } from 'node:stream/promises';
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';
import { layoutOf } from './layout.js';
import type { DaemonContainer } from './when-ready.js';

/** A shell puts in the names; without any it is left with a pattern that names no file, which `rm -f` takes. */
const REMOVE = 'rm -rf "$1"/*/content/ingest/*';

/** One that cannot be asked (an image without a shell) is left as it is: the build that meets the rest says so. @throws the signal's reason */
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

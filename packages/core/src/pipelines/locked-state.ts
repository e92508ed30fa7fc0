/**
 * The start of a pipeline: one run at a time, with the database open.
 *
 * Both `up` and `down` change things, so both hold the lock from before they first query the engine
 * until after their last write. The kernel frees the lock when its holder dies; no manual cleanup
 * is needed.
 *
 * Invariant: a run that does nothing leaves no new file behind.
 */
import { isSmolfaasError } from '../contract/errors.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { LockHolder, StateStore } from '../contract/state-store.js';

/** A second run waits this long for the first before it gives up. */
const LOCK_WAIT_MS = 10_000;

/**
 * Runs `work` while this process holds the project's lock. If no project existed and `work`
 * recorded none, such as in a wrong directory, the files that this run created are removed again.
 * @throws locked, state-unwritable, interrupted
 */
export async function withLock<T>(context: PipelineContext, verb: string, work: () => Promise<T>): Promise<T> {
  const { engine, settings, signal, emit } = context;
  const { state } = engine;
  const isNew = !state.exists(settings.stateDb);
  const onWait = (holder: LockHolder): void => emit({ type: 'waiting', holder });
  const lock = await state.lock(settings.stateDb, verb, LOCK_WAIT_MS, signal, onWait);
  try {
    return await work();
  } finally {
    if (isNew) removeUnlessUsed(context);
    lock.release();
  }
}

/** Files that cannot be removed for lack of permission must not hide how the run ended. */
function removeUnlessUsed({ engine, settings }: PipelineContext): void {
  try {
    const store = engine.state.openReadonly(settings.stateDb);
    const isUsed = store?.project() !== undefined;
    store?.close();
    if (!isUsed) engine.state.remove(settings.stateDb);
  } catch (error) {
    if (!isSmolfaasError(error)) throw error;
  }
}

/**
 * Runs `work` with the database open (created if it is missing), and reports when a corrupt one was
 * set aside.
 */
export async function withStore<T>(context: PipelineContext, work: (store: StateStore) => Promise<T>): Promise<T> {
  const { store, setAside } = context.engine.state.open(context.settings.stateDb);
  try {
    if (setAside !== undefined) {
      context.emit({ type: 'warning', notice: { code: 'state-set-aside', facts: { path: setAside } } });
    }
    return await work(store);
  } finally {
    store.close();
  }
}

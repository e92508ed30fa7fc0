/**
 * Stage 0, preflight: one run at a time, with the database open.
 *
 * Both `up` and `down` change things, so both hold the lock from before their first look at the engine until after their
 * last write. The kernel frees it when its holder dies; there is nothing to clean up by hand.
 */
import type { PipelineContext } from '../../contract/pipeline.js';
import type { StateStore } from '../../contract/state-store.js';

/** A second run waits this long for the first before it gives up. */
const LOCK_WAIT_MS = 10_000;

/** Runs `work` while this process holds the project's lock. @throws locked, state-unwritable, interrupted */
export async function withLock<T>(context: PipelineContext, verb: string, work: () => Promise<T>): Promise<T> {
  const { engine, settings, signal } = context;
  const lock = await engine.state.lock(settings.stateDb, verb, LOCK_WAIT_MS, signal);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Runs `work` with the database open (made if it is missing), and says so when a corrupt one was set aside. */
export async function withStore<T>(context: PipelineContext, work: (store: StateStore) => Promise<T>): Promise<T> {
  const { store, setAside } = context.engine.state.open(context.settings.stateDb);
  try {
    if (setAside !== undefined) {
      const message = `The state database was corrupt. It was moved to ${setAside} and is rebuilt from what runs.`;
      context.emit({ type: 'warning', message });
    }
    return await work(store);
  } finally {
    store.close();
  }
}

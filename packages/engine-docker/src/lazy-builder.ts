/**
 * A builder whose code is loaded on first use. A run without changes never pays for it.
 */
import type { BuildKitManager } from '@smolfaas/core';

/** What must be closed at the end. */
export interface Closable {
  close(): void;
}

type Access = Pick<BuildKitManager, 'ensure' | 'cacheOf'> & Closable;

/**
 * Calls `load` at most once, however many builders are requested together. Never calls it if only
 * `close` is called.
 */
export function lazyBuilder(load: () => Promise<Access>): Access {
  let loading: Promise<Access> | undefined;
  const loaded = () => (loading ??= load());
  return {
    ensure: async (...asked) => (await loaded()).ensure(...asked),
    cacheOf: async (...asked) => (await loaded()).cacheOf(...asked),
    close() {
      loading?.then(
        (builder) => builder.close(),
        () => undefined, // it never loaded, and the build that needed it has reported why
      );
    },
  };
}

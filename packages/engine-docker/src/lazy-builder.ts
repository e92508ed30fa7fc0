/**
 * A builder whose code is loaded when it is first wanted. A run that finds everything unchanged never pays for it.
 */
import type { BuildKitManager } from '@smolfaas/core';

/** What has to be let go of at the end. */
export interface Closable {
  close(): void;
}

type Access = Pick<BuildKitManager, 'ensure' | 'choose' | 'cacheOf'> & Closable;

/** `load` is called once at most, however many builders are asked for together; never, if only `close` is called. */
export function lazyBuilder(load: () => Promise<Access>): Access {
  let loading: Promise<Access> | undefined;
  const loaded = () => (loading ??= load());
  return {
    ensure: async (...asked) => (await loaded()).ensure(...asked),
    choose: async (...asked) => (await loaded()).choose(...asked),
    cacheOf: async (...asked) => (await loaded()).cacheOf(...asked),
    close() {
      loading?.then(
        (builder) => builder.close(),
        () => undefined, // it never loaded, and the build that wanted it has said why
      );
    },
  };
}

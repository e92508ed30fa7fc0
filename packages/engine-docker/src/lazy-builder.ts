/**
 * A builder whose code is loaded with the first build. A run that finds everything unchanged never pays for it.
 */
import type { BuildKitManager } from '@smolfaas/core';

/** What has to be let go of at the end. */
export interface Closable {
  close(): void;
}

/** `load` is called once at most, however many builds begin together; never, if only `close` is called. */
export function lazyBuilder(load: () => Promise<BuildKitManager & Closable>): BuildKitManager & Closable {
  let loading: Promise<BuildKitManager & Closable> | undefined;
  return {
    async build(request, onEvent, signal) {
      loading ??= load();
      return (await loading).build(request, onEvent, signal);
    },
    close() {
      loading?.then(
        (builder) => builder.close(),
        () => undefined, // it never loaded, and the build that wanted it has said why
      );
    },
  };
}

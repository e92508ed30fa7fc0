/**
 * The events of a session, for any number of listeners: display, log, a dashboard.
 *
 * Invariant: nothing is lost while a session opens. What happens before the first listener is there
 * is kept for it, and only that: a session without listeners later on keeps nothing.
 */
import type { DisplayEvent } from '../render/lines.js';

export type Listener = (event: DisplayEvent) => void;

export interface SessionEvents {
  readonly emit: Listener;
  /** Adds a listener; returns a function that removes it. */
  listen(listener: Listener): () => void;
}

export function sessionEvents(): SessionEvents {
  const listeners = new Set<Listener>();
  let early: DisplayEvent[] | undefined = [];
  return {
    emit(event) {
      early?.push(event);
      for (const listener of listeners) listener(event);
    },
    listen(listener) {
      listeners.add(listener);
      for (const event of early ?? []) listener(event);
      early = undefined;
      return () => listeners.delete(listener);
    },
  };
}

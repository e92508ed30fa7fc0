/**
 * Decides when sessions that serve base images may end: when no solve of their client can still
 * read through them.
 *
 * Why: the daemon reads a layer that several solves need only once, through the session of one of
 * them. If that session ends in the middle, the daemon does not switch to another session, and the
 * other solves fail. A session can end early when its own solve failed, or needed only the layer's
 * name.
 */
export interface EndTogether {
  /** A solve begins. */
  begin(): void;
  /** A solve has ended: its session is closed when the last running solve ends. */
  end(close: () => void): void;
}

/** For the solves of one client. */
export function endTogether(): EndTogether {
  let running = 0;
  const over: (() => void)[] = [];
  return {
    begin() {
      running++;
    },
    end(close) {
      over.push(close);
      running--;
      if (running === 0) for (const one of over.splice(0)) one();
    },
  };
}

/**
 * When sessions that serve base images may end: when none of their client's solves can be reading through them any more.
 *
 * Why: a layer that several solves need is read by the daemon once, through the session of one of them. It does not turn to another session when that one ends
 * in the middle, as it does when its own solve needed the layer's name only, or failed: then the others fail with it.
 */
export interface EndTogether {
  /** A solve begins. */
  begin(): void;
  /** It is over: its session is closed with that of the last one that runs. */
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

/**
 * A bound on how many jobs run at once.
 *
 * Only work takes a place, never waiting for other work: a job that needs another job's result awaits it first and asks
 * for its place afterwards. With that rule the bound cannot deadlock.
 */

/** Returns `limited(job)`, which runs `job` as soon as fewer than `places` are running; first come, first served. */
export function createLimit(places) {
  let running = 0;
  const waiting = [];
  return async function limited(job) {
    if (running >= places) await new Promise((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

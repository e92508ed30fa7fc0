/**
 * A benchmark program with a channel (programs/build-all.mjs): it is started once and does its job whenever it is asked, so that no start is timed.
 */
import { fork } from 'node:child_process';
import { told } from './told.mjs';

/** `run` lets it do its job once and resolves with the milliseconds. The first time is not counted. `stop` ends it. */
export async function startForked(entry, job, signal) {
  const child = fork(entry, [JSON.stringify(job)]);
  await told(child, signal); // that it is ready
  const run = async () => {
    child.send('run');
    return (await told(child, signal)).ms;
  };
  await run();
  return { run, stop: () => child.kill() };
}

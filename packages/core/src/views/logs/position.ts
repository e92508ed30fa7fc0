/**
 * How far a container's output has been read, so that reading it continues where it ended: after its
 * history has been shown, and after a restart.
 *
 * Invariant: no line is lost and none is shown twice, also when several have the same time. An engine
 * returns all lines since a time, including those of that time.
 */
import type { FunctionManager, LogLine, LogRequest } from '../../contract/function-manager.js';

/** Mutable: it advances with each line that is read. */
export class LogPosition {
  /** Time of the last line. */
  private time: string | undefined;
  /** How many lines of that time were read. */
  private count = 0;

  /**
   * The lines of a container from this position on.
   * @throws engine-*; the signal's reason
   */
  async *read(
    functions: Pick<FunctionManager, 'logs'>,
    containerId: string,
    request: LogRequest,
    signal: AbortSignal,
  ): AsyncGenerator<LogLine, void, undefined> {
    const { time, count } = this;
    const { follow } = request;
    const rest = time === undefined ? request : { follow, since: time };
    let known = count;
    for await (const line of functions.logs(containerId, rest, signal)) {
      if (line.time === time && known > 0) {
        known -= 1;
        continue;
      }
      this.count = line.time === this.time ? this.count + 1 : 1;
      this.time = line.time;
      yield line;
    }
  }
}

/**
 * Stage 6, decide, and `check`: how a running container differs from what it was created as, because
 * another tool has changed it since. Labels cannot tell: they stay as they were. Pure.
 *
 * Whatever the engine does not report counts as unchanged.
 */
import type { ObservedContainer } from '../contract/observed.js';
import type { FunctionSpec } from '../desired/container-spec.js';
import { addressOf, aliasOf } from '../observed/function-containers.js';

/** What a container should still be. */
export type DriftSpec = Pick<FunctionSpec, 'network' | 'memoryBytes' | 'pids' | 'cpuShares'>;

/** One difference: as the reason of a plan, and as a finding of `check`. */
export interface Drift {
  readonly reason: string;
  readonly finding: string;
}

/** All differences; none for a container that is not on the network at all, which is told otherwise. */
export function containerDrift(container: ObservedContainer, prefix: string, should: DriftSpec): readonly Drift[] {
  const { details, networks } = container;
  if (details === undefined || !networks.includes(should.network)) return [];
  const aliases = details.aliases[should.network];
  const wanted = [aliasOf(container, prefix), addressOf(container, prefix)];
  const hasAddress = aliases === undefined || wanted.every((one) => aliases.includes(one));
  const drifts = [
    hasAddress
      ? undefined
      : {
          reason: `its container has lost its address on network ${should.network}`,
          finding: `Container has lost its address on network ${should.network}`,
        },
    changed('memory limit', details.memoryBytes, should.memoryBytes, mebibytes),
    changed('process limit', details.pids, should.pids),
    changed('CPU weight', details.cpuShares, should.cpuShares),
    details.restartsItself
      ? undefined
      : {
          reason: 'its restart policy was changed',
          finding: 'Restart policy changed (the engine would not start it again)',
        },
  ];
  return drifts.filter((one) => one !== undefined);
}

function changed(
  what: string,
  is: number | undefined,
  should: number,
  text: (value: number) => string = String,
): Drift | undefined {
  if (is === undefined || is === should) return undefined;
  const differs = `${text(is)}, not ${text(should)}`;
  const name = what[0]?.toUpperCase() + what.slice(1);
  return { reason: `its ${what} is ${differs}`, finding: `${name} changed (${differs})` };
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

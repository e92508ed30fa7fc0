/**
 * Stage 7, decide, and `check`: how a running container differs from what it was created as,
 * because another tool changed it. Pure.
 *
 * Gotchas:
 * 1. Labels do not show such changes: they keep their values.
 * 2. Whatever the engine does not report counts as unchanged.
 */
import type { Coded } from '../contract/coded.js';
import type { DriftFacts } from '../contract/drift.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { FunctionSpec } from '../desired/container-spec.js';
import { addressOf, aliasOf } from '../observed/function-containers.js';

/** The properties that a container should still have. */
export type DriftSpec = Pick<FunctionSpec, 'network' | 'memoryBytes' | 'pids' | 'cpuShares' | 'cpus' | 'networks'>;

/** One difference. */
export type Drift = Coded<DriftFacts>;

/**
 * All differences; none for a container that is not on the network at all, which has a reason of
 * its own.
 */
export function containerDrift(container: ObservedContainer, prefix: string, should: DriftSpec): readonly Drift[] {
  const { details, networks } = container;
  const { network } = should;
  if (details === undefined || !networks.includes(network)) return [];
  const aliases = details.aliases[network];
  const wanted = [aliasOf(container, prefix), addressOf(container, prefix)];
  const drifts: (Drift | false)[] = [
    aliases !== undefined &&
      !wanted.every((one) => aliases.includes(one)) && { code: 'address-lost', facts: { network } },
    differs('memory-changed', details.memoryBytes, should.memoryBytes),
    differs('pids-changed', details.pids, should.pids),
    differs('cpu-shares-changed', details.cpuShares, should.cpuShares),
    should.cpus !== undefined && differs('cpus-changed', details.cpus, should.cpus),
    ...(should.networks ?? []).map(
      (name): Drift | false => !networks.includes(name) && { code: 'network-left', facts: { network: name } },
    ),
    !details.restartsItself && { code: 'restart-policy-changed', facts: {} },
  ];
  return drifts.filter((one) => one !== false);
}

type Sizes = 'memory-changed' | 'pids-changed' | 'cpu-shares-changed' | 'cpus-changed';

function differs(code: Sizes, is: number | undefined, should: number): Drift | false {
  return is !== undefined && is !== should && { code, facts: { is, should } };
}

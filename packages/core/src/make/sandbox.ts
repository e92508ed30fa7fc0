/**
 * Stage 9, make: no step of a build leaves BuildKit's sandbox, whoever wrote the graph.
 *
 * Network of the host and all capabilities are entitlements that a client grants; this one never does, but some engines take the first for
 * granted. A Dockerfile is refused by its runtime, with the line. What only the graph shows is found here: triggers (`ONBUILD`) that a base
 * image brings along, and graphs of runtimes that anybody wrote.
 */
import type { OpRewriter } from '@smolfaas/llb';
import { NetMode, SecurityMode } from '@smolfaas/llb/pb/ops_pb.js';
import { SmolfaasError } from '../contract/errors.js';

/** Changes nothing. Its rewriter throws build-step-privileged. */
export function insideSandbox(fn: string): OpRewriter {
  return ({ op }) => {
    if (op.case !== 'exec') return undefined;
    const { network, security } = op.value;
    if (network === NetMode.HOST) throw new SmolfaasError('build-step-privileged', { function: fn, wants: 'network' });
    if (security === SecurityMode.INSECURE)
      throw new SmolfaasError('build-step-privileged', { function: fn, wants: 'capabilities' });
    return undefined;
  };
}

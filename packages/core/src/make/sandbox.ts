/**
 * Stage 9, make: no step of a build leaves BuildKit's sandbox, whatever the source of the graph.
 *
 * Host networking and all capabilities are entitlements that a client grants. SmolFaaS never grants
 * them, but some engines allow the first without a grant. The runtime refuses such a Dockerfile and
 * names the line. This file finds what only the graph shows: triggers (`ONBUILD`) of a base image,
 * and graphs of third-party runtimes.
 */
import type { OpRewriter } from '@smolfaas/llb';
import { NetMode, SecurityMode } from '@smolfaas/llb/pb/ops_pb.js';
import { SmolfaasError } from '../contract/errors.js';

/** Changes nothing in the graph. Its rewriter throws build-step-privileged. */
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

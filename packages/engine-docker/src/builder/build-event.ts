/**
 * Translates the BuildKit client's progress into events of the contract. Pure.
 *
 * Place in the flow: stage 9, while it runs. Byte counts of transfers are left out: the contract's
 * listener shows steps and their output, and a local build transfers little.
 */
import type { ProgressEvent } from '@smolfaas/buildkit';
import type { BuildEvent, StepStatus } from '@smolfaas/core';

/** Undefined for events that the contract does not report. */
export function buildEvent(event: ProgressEvent): BuildEvent | undefined {
  const { index: step, name } = event.step;
  const stepEvent = (status: StepStatus): BuildEvent => ({ type: 'step', step, name, status });
  switch (event.type) {
    case 'step-started':
      return stepEvent('started');
    case 'step-cached':
      return stepEvent('cached');
    case 'step-done':
      return { type: 'step', step, name, status: 'done', ms: event.ms };
    case 'step-failed':
      return stepEvent(event.canceled ? 'canceled' : 'failed');
    case 'log':
      return { type: 'log', step, name, line: event.line };
    default:
      return undefined;
  }
}

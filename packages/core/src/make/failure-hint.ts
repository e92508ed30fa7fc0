/**
 * Stage 9, make: adds the runtime's advice to the failure of a build or of a new container.
 *
 * Package managers, registries and frontends say what went wrong in their own words, but not what
 * to do about it here. Only the runtime knows both, so its recipe carries pairs of output and
 * advice. All code between the runtime and the user passes the advice on without interpreting it.
 */
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { FailureHint } from '../contract/runtime.js';

/**
 * What steps print when they meet the proxy that refuses everything (bind.ts), or look up a name
 * without a network.
 */
export const OFFLINE_HINTS: readonly FailureHint[] = [
  '127.0.0.1:9',
  'onnection refused',
  'ECONNREFUSED',
  'EAI_AGAIN',
].map((output) => ({
  output,
  hint: 'it asked the network, which this run does without: build it once with a network',
}));

/**
 * Adds the hint of the first entry whose words occur in the output or the message. Any other error
 * is returned unchanged. Pure.
 */
export function withFailureHint(error: unknown, known: readonly FailureHint[] = []): unknown {
  const hintIn = (...texts: readonly string[]) =>
    known.find(({ output }) => texts.some((text) => text.includes(output)))?.hint;
  if (isSmolfaasError(error, 'build-step-failed')) {
    const hint = hintIn(...error.facts.log);
    if (hint !== undefined) return new SmolfaasError('build-step-failed', { ...error.facts, hint }, causeOf(error));
  }
  if (isSmolfaasError(error, 'base-image-missing')) {
    const hint = hintIn(error.facts.reference, error.facts.message);
    if (hint !== undefined) return new SmolfaasError('base-image-missing', { ...error.facts, hint }, causeOf(error));
  }
  if (isSmolfaasError(error, 'not-ready')) {
    const hint = hintIn(...error.facts.diagnosis.log);
    if (hint !== undefined) return new SmolfaasError('not-ready', { ...error.facts, hint }, causeOf(error));
  }
  return error;
}

const causeOf = ({ cause }: SmolfaasError) => ({ cause });

/**
 * Sentences for rejections: why `up` did not put a source into service. A few words each, which
 * `check` shows in parentheses.
 */
import type { RejectionFacts, RejectionReason } from '@smolfaas/core';
import { listenFaultText } from './readiness.js';

type Texts = { readonly [C in keyof RejectionFacts]: (facts: RejectionFacts[C]) => string };

const TEXTS: Texts = {
  'step-failed': ({ step }) => `build step "${step}" failed`,
  'build-failed': () => 'build failed',
  refused: ({ message }) => message,
  'step-privileged': ({ wants }) =>
    `a build step asks for ${wants === 'network' ? "the host's network" : 'all capabilities'}`,
  'needs-frontend': ({ path }) => `${path} needs a newer Dockerfile frontend`,
  'no-base-image': ({ reference }) => `there is no base image ${reference}`,
  'command-unusable': () => 'its command cannot be started',
  'out-of-memory': () => 'it needs more memory than its limit',
  exited: ({ exitCode }) =>
    exitCode === undefined ? 'it exited before it answered' : `it exited with code ${exitCode}`,
  'listens-wrongly': ({ fault }) => `it ${listenFaultText(fault)}`,
  'no-answer': () => 'it did not answer',
  recorded: ({ text }) => text,
};

export function rejectionText({ code, facts }: RejectionReason): string {
  return textOf(code, facts);
}

function textOf<C extends keyof RejectionFacts>(code: C, facts: RejectionFacts[C]): string {
  return TEXTS[code](facts);
}

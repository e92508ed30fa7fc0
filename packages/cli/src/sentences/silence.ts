/**
 * Why a function that runs does not answer, in a few words.
 */
import type { Silence } from '@smolfaas/core';

/** By reason; `seconds` is how long SmolFaaS waited. */
export const SILENCE = {
  refused: () => 'nothing listens on :8000',
  unresolved: () => 'its address on the network is gone',
  timeout: (seconds: number) => `no answer within ${seconds} s`,
  closed: () => 'it closes connections without an HTTP answer',
} as const satisfies Record<Silence, (seconds: number) => string>;

/**
 * Why a function that runs does not answer, in a few words.
 */
import type { Silence } from '@smolfaas/core';

/** By reason; `seconds` is how long SmolFaaS waited, `port` where it should listen. */
export const SILENCE = {
  refused: (_seconds: number, port = 8000) => `nothing listens on :${port}`,
  unresolved: () => 'its address on the network is gone',
  timeout: (seconds: number) => `no answer within ${seconds} s`,
  closed: () => 'it closes connections without an HTTP answer',
  unhealthy: () => 'its health path has an error status',
} as const satisfies Record<Silence, (seconds: number, port?: number) => string>;

/**
 * One or two words for the condition of a function. Errors use them too, so this file imports no
 * other sentences.
 */
import type { Condition } from '@smolfaas/core';

const WORDS = {
  running: 'running',
  starting: 'starting',
  'not-answering': 'not answering',
  'not-routed': 'not routed',
  crashed: 'crashed',
  paused: 'paused',
  stopped: 'stopped',
  'not-deployed': 'not deployed yet',
} as const satisfies Record<Condition, string>;

/** The condition in a summary: `57 running, 2 crashed`. */
export const conditionWord = (condition: Condition): string => WORDS[condition];

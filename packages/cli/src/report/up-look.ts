/**
 * Inputs of the report of `up` besides the outcome: for the table and for the call to paste.
 */
import type { Settings } from '@smolfaas/core';
import type { Theme } from '../render/theme.js';
import type { SampleRequest } from './sample-request.js';

/**
 * Inputs of the table and of the line to paste; `requestOf` returns a request that works for a
 * function.
 */
export interface UpLook {
  readonly theme: Theme;
  readonly settings: Pick<Settings, 'addr' | 'httpPort' | 'httpsPort' | 'bind' | 'functionsDir'>;
  /** Milliseconds since 1970. Times of another day are shown with their date. */
  readonly now: number;
  /** The log file of this run. */
  readonly log?: string;
  readonly requestOf?: (fn: string) => SampleRequest;
}

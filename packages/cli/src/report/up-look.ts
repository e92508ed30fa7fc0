/**
 * What the end of `up` depends on besides the outcome: for the table and for the call to paste.
 */
import type { Settings } from '@smolfaas/core';
import type { Theme } from '../render/theme.js';
import type { SampleRequest } from './sample-request.js';

/** What the table and the line to paste depend on besides the outcome; `requestOf` gives a request that works for a function. */
export interface UpLook {
  readonly theme: Theme;
  readonly settings: Pick<Settings, 'addr' | 'httpPort' | 'httpsPort' | 'bind' | 'functionsDir'>;
  /** Milliseconds since 1970: times of another day are shown with their date. */
  readonly now: number;
  readonly requestOf?: (fn: string) => SampleRequest;
}

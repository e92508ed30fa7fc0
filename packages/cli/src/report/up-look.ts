/**
 * What the report of `up` depends on besides the outcome.
 */
import type { Settings } from '@smolfaas/core';
import type { Theme } from '../render/theme.js';
import type { SampleRequest } from './sample-request.js';

/** `requestOf` gives a request that works for a function; without it, `GET /` is shown. */
export interface UpLook {
  readonly theme: Theme;
  readonly settings: Pick<Settings, 'addr' | 'httpPort' | 'httpsPort' | 'bind' | 'functionsDir'>;
  readonly requestOf?: (fn: string) => SampleRequest;
}

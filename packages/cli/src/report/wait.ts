/**
 * The report of `wait`: the version that serves, in the format of the response header.
 */
import { type ServingVersion, shortHash } from '@smolfaas/core';
import { safe } from '../text/safe.js';
import type { Report } from './report.js';

/** Always exit 0: a version that does not serve is an error. */
export function reportWait({ function: fn, contentHash, generation }: ServingVersion): Report {
  const version = `${shortHash(contentHash)}-g${generation}`;
  return { text: `${safe(fn)} serves ${version}\n`, json: { function: fn, version, contentHash, generation }, exit: 0 };
}

/**
 * What every StateAccess promises (core/contract/state-store.ts), as checks.
 *
 *   state-store.ts   keeps records over closing and opening; forgets on request; reading
 *                    makes nothing
 *   state-lock.ts    one holder at a time, who is named; waiting ends with the lock, the limit
 *                    or the signal
 *
 * These checks cannot test from inside a process that a lock ends with the process that holds it.
 * Tests of the implementation cover that.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StateAccess } from '@smolfaas/core';
import type { EngineConformance } from '../engine-tools.js';
import { lockChecks } from './state-lock.js';
import { readChecks, storeChecks } from './state-store.js';

/**
 * The checks for one implementation, in a temporary directory. Run them in order, one at a time,
 * then `close`.
 */
export function stateAccessConformance(subject: { readonly state: StateAccess }): EngineConformance {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'smolfaas-test-state-')));
  let count = 0;
  const path = () => join(directory, `state-${++count}`);
  const place = { state: subject.state, signal: new AbortController().signal, path };
  return {
    checks: [...storeChecks(place), ...readChecks(place), ...lockChecks(place)],
    close: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/**
 * The flags that only `up` has. All of them can be set in the project file, too; `--no-…` sets one
 * aside for a run.
 */
import { Flags } from '@oclif/core';
import { offlineFlag } from './offline.js';

export const upFlags = {
  'remove-orphans': Flags.boolean({
    allowNo: true,
    env: 'SMOLFAAS_REMOVE_ORPHANS',
    summary: 'Remove functions whose directory is gone.',
  }),
  locked: Flags.boolean({
    allowNo: true,
    env: 'SMOLFAAS_LOCKED',
    summary: 'Fail when an image is needed that smolfaas.lock does not have.',
  }),
  offline: offlineFlag,
};

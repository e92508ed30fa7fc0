/**
 * The `--offline` flag of all commands that would query a registry: `up`, `images pull`, `images
 * lock`.
 */
import { Flags } from '@oclif/core';

export const offlineFlag = Flags.boolean({
  allowNo: true,
  env: 'SMOLFAAS_OFFLINE',
  summary: 'Ask the network for nothing; say what is missing before anything starts.',
});

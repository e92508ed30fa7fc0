/**
 * The flag `--wait-timeout` of the commands that start containers: an upper limit for the whole run.
 * `--ready-timeout` limits the start of one function.
 */
import { Flags } from '@oclif/core';

export const waitTimeoutFlag = Flags.string({
  env: 'SMOLFAAS_WAIT_TIMEOUT',
  helpValue: 'SECONDS',
  summary: 'Upper limit for the whole run; then it ends with 3, and what served before still serves.',
});

/**
 * Known failures of uv and of the build backends that it runs, and what to do about them here.
 */
import type { FailureHint } from '@smolfaas/core';

/** In this order: the first that matches is shown. */
export const FAILURE_HINTS: readonly FailureHint[] = [
  {
    output: 'Git executable not found',
    hint: 'a requirement from a repository needs git in the base: SMOLFAAS_BASE_PYTHON=python:3.13 (without -slim) has it',
  },
  {
    output: 'C compiler',
    hint: 'a package without a wheel needs a compiler in the base: SMOLFAAS_BASE_PYTHON=python:3.13 (without -slim) has one',
  },
];

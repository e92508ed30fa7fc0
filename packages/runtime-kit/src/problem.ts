/**
 * Why a function cannot be built, in words for the user. The functions of this package and of the
 * runtimes return it instead of a value. A recipe returns it as its refusal.
 */
import type { Refusal } from '@smolfaas/core';

/** `{ message, hint }`, as the contract wants it. */
export type Problem = Refusal['refused'];

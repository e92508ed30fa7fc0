/**
 * Why a project cannot be built from, in words: what every file here answers in place of a value when it finds a fault.
 * The recipe hands it on as its refusal.
 */
import type { Refusal } from '@smolfaas/core';

export type BadProject = Refusal['refused'];

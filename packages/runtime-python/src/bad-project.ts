/**
 * Why a project cannot be built, in words. Every file here returns it instead of a value when it
 * finds a fault. The recipe returns it as its refusal.
 */
import type { Refusal } from '@smolfaas/core';

export type BadProject = Refusal['refused'];

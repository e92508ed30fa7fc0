/**
 * The Go runtime: a module with a `main` package becomes one static binary on a minimal image.
 *
 * Reading order: detect.ts (which function is Go, and what kind of module it is), recipe.ts (the
 * graph).
 */
import type { RuntimeHandler } from '@smolfaas/core';
import { detect } from './detect.js';
import { recipe } from './recipe.js';

/** The handler that the manifest in package.json names. */
export const runtime: RuntimeHandler = { contract: 1, id: 'go', detect, recipe };

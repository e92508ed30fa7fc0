/**
 * Small parts of a session that depend on which project a run is about.
 */
import { type ErrorFacts, isSmolfaasError, type OpenSettings, type Settings, SmolfaasError } from '@smolfaas/core';
import type { ProjectBase } from '../settings/project-base.js';

/**
 * Complete settings for runs about other projects. They find names in labels; these here are only
 * the usual ones.
 */
export function withDefaultNames(settings: OpenSettings): Settings {
  const usual = {
    network: 'smolfaas',
    caddyName: 'smolfaas-router',
    buildkitName: 'smolfaas-buildkitd',
    imagePrefix: 'smolfaas-func',
    httpPort: 80,
    httpsPort: 443,
  };
  return { ...settings, ...usual };
}

/** Adds to the error about a missing functions directory how far SmolFaaS looked for a project. */
export function withSearch(error: unknown, { searchedTo }: ProjectBase): unknown {
  if (searchedTo === undefined || !isSmolfaasError(error, 'functions-dir-missing')) return error;
  const facts: ErrorFacts['functions-dir-missing'] = { ...error.facts, searchedTo };
  return new SmolfaasError('functions-dir-missing', facts, { cause: error });
}

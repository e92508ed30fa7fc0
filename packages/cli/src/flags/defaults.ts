/**
 * The defaults of the flags, once: help shows them, and settings/values.ts applies them where
 * neither command line, environment nor project file has a value.
 */

export const DEFAULTS = {
  'functions-dir': './functions',
  'state-db': '.smolfaas',
  addr: 'fn.localhost',
  'http-port': '80',
  'https-port': '443',
  network: 'smolfaas',
  'image-prefix': 'smolfaas-func',
  'caddy-name': 'smolfaas-router',
  'buildkit-name': 'smolfaas-buildkitd',
  builder: 'auto',
  'build-timeout': '600',
  'ready-timeout': '30',
  'drain-timeout': '15',
  'max-source-size': '1g',
  'max-source-files': '100000',
  'keep-images': '2',
} as const;

/** The same in words, with the defaults that depend on the machine. */
export const DEFAULT_TEXTS = {
  ...DEFAULTS,
  config: 'smolfaas.yaml, beside the functions directory or above',
  bind: '127.0.0.1, and ::1 where IPv6 is on',
  parallel: 'number of cores + 1',
  'version-header': 'true',
  'plain-http': 'false',
  'function-ca': 'false',
  'remove-orphans': 'false',
  locked: 'false',
  offline: 'false',
} as const;

export type DescribedFlag = keyof typeof DEFAULT_TEXTS;

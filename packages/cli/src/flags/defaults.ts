/**
 * The defaults of the flags, once: help shows them, and settings/values.ts applies them where
 * neither command line, environment nor project file has a value.
 */

export const DEFAULTS = {
  'functions-dir': './functions',
  'state-db': '.smolfaas',
  addr: 'fn.localhost',
  builder: 'auto',
  'build-timeout': '600',
  'ready-timeout': '30',
  'drain-timeout': '15',
  'max-source-size': '1g',
  'max-source-files': '100000',
  'keep-images': '2',
} as const;

/** The same in words, with the defaults that depend on the machine and on other projects. */
export const DEFAULT_TEXTS = {
  ...DEFAULTS,
  'functions-dir': './functions, here or in a directory above',
  'state-db': '.smolfaas, in the directory of ./functions',
  'http-port': '80; the next free one if it is taken',
  'https-port': '443; the next free one if it is taken',
  network: 'smolfaas; if taken, a name of the project',
  'image-prefix': 'smolfaas-func; if taken, a name of the project',
  'caddy-name': 'smolfaas-router; if taken, a name of the project',
  'buildkit-name': 'smolfaas-buildkitd; if taken, a name of the project',
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

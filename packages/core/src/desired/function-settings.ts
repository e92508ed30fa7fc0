/**
 * What the containers of one function are given: each setting once, with its default, whoever may choose it.
 *
 * | setting | the first that says something |
 * |---|---|
 * | memory, processes, CPU weight | a constant |
 * | read-only root, init | the manifest of the first runtime that recognises the function; yes |
 * | certificates | `ca` of the project file; `--function-ca`; none |
 * | environment | `PORT`, and the variables that name the certificates |
 * | health | `--ready-timeout` |
 * | drain timeout | `--drain-timeout` |
 * | replicas | the project file; 1 |
 *
 * What would surprise: images of our own runtimes promise to run with a read-only root (only /tmp can be written), and under an init: the
 * kernel hands process 1 no signal that it does not handle, so a plain server would hear no SIGTERM and cost every redeploy the whole
 * grace. A user's own Dockerfile promises nothing: it keeps a writable root, and its process 1, which may be an init itself.
 */
import type { ContainerSpec } from '../contract/function-manager.js';
import type { RuntimeManifest } from '../contract/runtime.js';
import type { Settings } from '../contract/settings.js';
import { TRUST } from './trust.js';

/** The port that every function listens on. */
export const FUNCTION_PORT = 8000;

const MEMORY_BYTES = 512 * 1024 * 1024;
const PIDS = 256;
/** An eighth of what the router has: a function that computes must not hold up the requests of the others. */
const CPU_SHARES = 128;

/** Where a function finds the certificates of this host. */
const CA_PATH = '/etc/smolfaas/ca.pem';

/** The variables that name them: the same as build steps have. */
export const CA_VARIABLES: Readonly<Record<string, string>> = Object.fromEntries(
  TRUST.variables.map((name) => [name, CA_PATH]),
);

/** All settings of one function, none of them left open. */
export interface FunctionSettings {
  readonly memoryBytes: number;
  readonly pids: number;
  /** CPU weight; the router's is 1024. */
  readonly cpuShares: number;
  readonly readOnlyRoot: boolean;
  readonly init: boolean;
  readonly env: Readonly<Record<string, string>>;
  /** The certificates that it is given; undefined leaves those of its image. They are no part of the image: a change of them builds nothing. */
  readonly certificates: ContainerSpec['certificates'];
  /** How long a new container may take to answer, in milliseconds. */
  readonly health: { readonly timeoutMs: number };
  /** How long a former container may go on with its requests, in milliseconds. */
  readonly drainTimeoutMs: number;
  readonly replicas: number;
}

/** Where they come from. */
export type FunctionSettingsSource = Pick<
  Settings,
  'functions' | 'functionCa' | 'host' | 'readyTimeoutMs' | 'drainTimeoutMs'
>;

/** @param manifest of the first runtime that recognises the function: its code need not be loaded to know what a container is to be */
export function functionSettings(
  fn: string,
  { container = {} }: Pick<RuntimeManifest, 'container'>,
  { functions, functionCa, host, readyTimeoutMs, drainTimeoutMs }: FunctionSettingsSource,
): FunctionSettings {
  const choice = functions.get(fn);
  const certificates = (choice?.ca ?? functionCa) ? { path: CA_PATH, pem: host.ca } : undefined;
  return {
    memoryBytes: MEMORY_BYTES,
    pids: PIDS,
    cpuShares: CPU_SHARES,
    readOnlyRoot: container.readOnlyRoot ?? true,
    init: container.init ?? true,
    env: { PORT: String(FUNCTION_PORT), ...(certificates && CA_VARIABLES) },
    certificates,
    health: { timeoutMs: readyTimeoutMs },
    drainTimeoutMs,
    replicas: choice?.replicas ?? 1,
  };
}

/**
 * What the containers of one function receive: each setting once, with its default and its sources.
 *
 * | setting | the first source that sets it |
 * |---|---|
 * | memory, processes, CPU weight | a constant |
 * | read-only root, init | the manifest of the first runtime that recognises the function; yes |
 * | certificates | `ca` of the project file; `--function-ca`; none |
 * | environment | `PORT`, and the variables that name the certificates |
 * | health | `--ready-timeout` |
 * | drain timeout | `--drain-timeout` |
 * | replicas | the project file; 1 |
 * | port | the project file; 8000 |
 *
 * Gotcha: images of SmolFaaS's own runtimes promise to run with a read-only root (only /tmp is
 * writable) and under an init. The kernel delivers no signal to process 1 that it does not handle.
 * Without an init, a plain server would ignore SIGTERM, and every redeploy would take the whole
 * grace period. A user's own Dockerfile promises nothing: it keeps a writable root, and its process
 * 1, which may itself be an init.
 */
import type { ContainerSpec } from '../contract/function-manager.js';
import type { RuntimeManifest } from '../contract/runtime.js';
import type { Settings } from '../contract/settings.js';
import { TRUST } from './trust.js';

/** The port that a function listens on unless the project file names another one. */
export const FUNCTION_PORT = 8000;

const MEMORY_BYTES = 512 * 1024 * 1024;
const PIDS = 256;
/**
 * An eighth of the router's weight: a function that computes must not delay requests to the others.
 */
const CPU_SHARES = 128;

/** Path of this host's certificates inside a function's container. */
const CA_PATH = '/etc/smolfaas/ca.pem';

/** The variables that name them; build steps have the same ones. */
export const CA_VARIABLES: Readonly<Record<string, string>> = Object.fromEntries(
  TRUST.variables.map((name) => [name, CA_PATH]),
);

/** All settings of one function, with every default filled in. */
export interface FunctionSettings {
  readonly memoryBytes: number;
  readonly pids: number;
  /** CPU weight; the router's is 1024. */
  readonly cpuShares: number;
  readonly readOnlyRoot: boolean;
  readonly init: boolean;
  readonly env: Readonly<Record<string, string>>;
  /**
   * The certificates that it receives; undefined keeps those of its image. They are not part of the
   * image, so a change rebuilds nothing.
   */
  readonly certificates: ContainerSpec['certificates'];
  /** How long a new container may take to answer, in milliseconds. */
  readonly health: { readonly timeoutMs: number };
  /** How long a former container may continue its requests, in milliseconds. */
  readonly drainTimeoutMs: number;
  readonly replicas: number;
  readonly port: number;
}

/** The settings of a run that they come from. */
export type FunctionSettingsSource = Pick<
  Settings,
  'functions' | 'functionCa' | 'host' | 'readyTimeoutMs' | 'drainTimeoutMs'
>;

/**
 * @param manifest of the first runtime that recognises the function. It is enough to describe a
 *   container, so the runtime's code need not be loaded.
 */
export function functionSettings(
  fn: string,
  { container = {} }: Pick<RuntimeManifest, 'container'>,
  { functions, functionCa, host, readyTimeoutMs, drainTimeoutMs }: FunctionSettingsSource,
): FunctionSettings {
  const choice = functions.get(fn);
  const port = choice?.port ?? FUNCTION_PORT;
  const certificates = (choice?.ca ?? functionCa) ? { path: CA_PATH, pem: host.ca } : undefined;
  return {
    memoryBytes: MEMORY_BYTES,
    pids: PIDS,
    cpuShares: CPU_SHARES,
    readOnlyRoot: container.readOnlyRoot ?? true,
    init: container.init ?? true,
    env: { PORT: String(port), ...(certificates && CA_VARIABLES) },
    certificates,
    health: { timeoutMs: readyTimeoutMs },
    drainTimeoutMs,
    replicas: choice?.replicas ?? 1,
    port,
  };
}

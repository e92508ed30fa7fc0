/**
 * What the containers of one function receive: each setting once, with its default and its sources.
 *
 * | setting | the first source that sets it |
 * |---|---|
 * | memory, processes | the project file; a constant |
 * | CPU weight | a constant |
 * | CPU limit, directories in memory, further networks, start, secrets | the project file; none |
 * | read-only root | the project file; then as for the init |
 * | init | the manifest of the first runtime that recognises the function; yes |
 * | certificates | `ca` of the project file; `--function-ca`; none |
 * | environment | `PORT`, and the variables that name the certificates; the project file |
 * | health | the project file; `--ready-timeout`, any response to `GET /` |
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
import type { FunctionChoice, HealthChoice, Settings } from '../contract/settings.js';
import { type SettingDigests, settingDigests } from './setting-digests.js';
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
  /** `timeoutMs`: how long a new container may take to answer, in milliseconds. */
  readonly health: Pick<HealthChoice, 'path' | 'intervalMs'> & { readonly timeoutMs: number };
  /** How long a former container may continue its requests, in milliseconds. */
  readonly drainTimeoutMs: number;
  readonly replicas: number;
  readonly port: number;
  readonly cpus?: number;
  readonly tmpfs?: ContainerSpec['tmpfs'];
  readonly networks?: readonly string[];
  readonly command?: readonly string[];
  /** Its secrets, without values. */
  readonly secrets?: readonly SecretSpec[];
  /** The settings among these that the user has chosen. */
  readonly chosen: SettingDigests;
}

/** A secret without its value: the name of its file, and of its variable if it has one. */
export interface SecretSpec {
  readonly name: string;
  readonly variable?: string;
}

/** The settings of a run that they come from. */
export type FunctionSettingsSource = Pick<
  Settings,
  'functions' | 'functionCa' | 'host' | 'readyTimeoutMs' | 'drainTimeoutMs'
> &
  Partial<Pick<Settings, 'network'>>;

/** The variables of a function that SmolFaaS sets, and users cannot. */
export function reservedVariables(
  fn: string,
  { functions, functionCa }: Pick<FunctionSettingsSource, 'functions' | 'functionCa'>,
): ReadonlySet<string> {
  return new Set(['PORT', ...((functions.get(fn)?.ca ?? functionCa) ? Object.keys(CA_VARIABLES) : [])]);
}

/**
 * @param manifest of the first runtime that recognises the function. It is enough to describe a
 *   container, so the runtime's code need not be loaded.
 * @param env the variables from `env` and `env_file` of the project file
 */
export function functionSettings(
  fn: string,
  { container = {} }: Pick<RuntimeManifest, 'container'>,
  { functions, functionCa, host, readyTimeoutMs, drainTimeoutMs, network }: FunctionSettingsSource,
  env: Readonly<Record<string, string>> = {},
): FunctionSettings {
  const choice: Partial<FunctionChoice> = functions.get(fn) ?? {};
  const { port = FUNCTION_PORT, health: { path, deadlineMs, intervalMs } = {} } = choice;
  const certificates = (choice.ca ?? functionCa) ? { path: CA_PATH, pem: host.ca } : undefined;
  return {
    memoryBytes: choice.memoryBytes ?? MEMORY_BYTES,
    pids: choice.pids ?? PIDS,
    cpuShares: CPU_SHARES,
    readOnlyRoot: choice.readOnly ?? container.readOnlyRoot ?? true,
    init: container.init ?? true,
    env: { ...env, PORT: String(port), ...(certificates && CA_VARIABLES) },
    certificates,
    health: {
      timeoutMs: deadlineMs ?? readyTimeoutMs,
      ...(path !== undefined && { path }),
      ...(intervalMs !== undefined && { intervalMs }),
    },
    drainTimeoutMs,
    replicas: choice.replicas ?? 1,
    port,
    ...extras(choice, network),
    chosen: settingDigests(choice, env),
  };
}

/**
 * What containers have only if the user chose it. An absent key keeps the spec hash of versions that
 * did not know it.
 */
function extras(
  { cpus, tmpfs = [], networks = [], start, secrets = {} }: Partial<FunctionChoice>,
  ownNetwork: string | undefined,
): Pick<FunctionSettings, 'cpus' | 'tmpfs' | 'networks' | 'command' | 'secrets'> {
  const others = [...new Set(networks)].filter((name) => name !== ownNetwork);
  const named = Object.entries(secrets).map(([name, { variable }]) => ({
    name,
    ...(variable !== undefined && { variable }),
  }));
  return {
    ...(cpus !== undefined && { cpus }),
    ...(tmpfs.length > 0 && { tmpfs }),
    ...(others.length > 0 && { networks: others }),
    ...(start !== undefined && { command: start }),
    ...(named.length > 0 && { secrets: named.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }),
  };
}

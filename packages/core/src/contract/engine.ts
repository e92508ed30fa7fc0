/**
 * Everything outside core that the pipelines need, in one value.
 * The composition root of the engine's package creates it; the pipelines know only these
 * interfaces.
 */
import type { BuildKitManager } from './buildkit-manager.js';
import type { CaddyManager } from './caddy-manager.js';
import type { FunctionManager } from './function-manager.js';
import type { HostPorts } from './host-ports.js';
import type { ImageManager } from './image-manager.js';
import type { NetworkManager } from './network-manager.js';
import type { Observed, ObserveScope } from './observed.js';
import type { ShellManager } from './shell-manager.js';
import type { StateAccess } from './state-store.js';
import type { VolumeManager } from './volume-manager.js';

/** Docker, BuildKit, Caddy, the database and this host's ports, as the pipelines use them. */
export interface Engine {
  readonly builder: BuildKitManager;
  readonly functions: FunctionManager;
  readonly images: ImageManager;
  readonly networks: NetworkManager;
  readonly volumes: VolumeManager;
  readonly router: CaddyManager;
  readonly state: StateAccess;
  readonly ports: HostPorts;
  readonly shells: ShellManager;
  /** What exists right now: one list call per kind of object. @throws engine-* */
  observe(scope: ObserveScope, signal: AbortSignal): Promise<Observed>;
  /** Closes all connections, so that the process can end. */
  close(): void;
}

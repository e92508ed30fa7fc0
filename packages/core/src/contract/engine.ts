/**
 * Everything that the pipelines need from the outside, in one value. Its maker is the composition root of the engine's
 * package; the pipelines know only these interfaces.
 */
import type { BuildKitManager } from './buildkit-manager.js';
import type { CaddyManager } from './caddy-manager.js';
import type { FunctionManager } from './function-manager.js';
import type { HostPorts } from './host-ports.js';
import type { ImageManager } from './image-manager.js';
import type { StateAccess } from './state-store.js';

/** The outside world, as the pipelines use it. */
export interface Engine {
  readonly builder: BuildKitManager;
  readonly functions: FunctionManager;
  readonly images: ImageManager;
  readonly router: CaddyManager;
  readonly state: StateAccess;
  readonly ports: HostPorts;
  /** Lets go of all connections, so that the process can end. */
  close(): void;
}

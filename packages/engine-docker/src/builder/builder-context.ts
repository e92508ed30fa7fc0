/**
 * Types shared by the builders of this folder: what they are made from, and what to release at the
 * end.
 */
import type { BuildKitTarget } from '@smolfaas/buildkit';
import type { Builder, BuilderReach } from '@smolfaas/core';
import type { RegistryLogins } from '../registry-logins.js';
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';
import type { ImageStore } from '../images/image-store.js';

/** Everything that the builders receive. */
export interface BuilderContext {
  /** The engine's own BuildKit. */
  readonly target: BuildKitTarget;
  /** Address of the engine, for error messages. */
  readonly endpoint: string;
  readonly engine: ContainerEngine;
  readonly images: ImageStore;
  readonly logins: RegistryLogins;
  /** Completes a builder's reach (registries, trust, proxies) with the engine's settings. */
  reach(own: BuilderReach, signal: AbortSignal): Promise<BuilderReach>;
}

/** A builder, and how to release all that it holds. */
export interface HeldBuilder {
  readonly builder: Builder;
  close(): void;
}

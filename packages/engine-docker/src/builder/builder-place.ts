/**
 * What the builders of this room are made from, and what is to be let go of when they are no longer needed.
 */
import type { BuildKitTarget } from '@smolfaas/buildkit';
import type { Builder, BuilderReach } from '@smolfaas/core';
import type { RegistryLogins } from '../registry-logins.js';
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';
import type { ImageStore } from '../images/image-store.js';

/** Everything that the room is given. */
export interface BuilderPlace {
  /** The engine's own BuildKit. */
  readonly target: BuildKitTarget;
  /** The engine's address in words, for errors. */
  readonly endpoint: string;
  readonly engine: ContainerEngine;
  readonly images: ImageStore;
  readonly logins: RegistryLogins;
  /** What a builder is told, completed by what the engine was told. */
  reach(own: BuilderReach, signal: AbortSignal): Promise<BuilderReach>;
}

/** A builder with all that it holds. */
export interface HeldBuilder {
  readonly builder: Builder;
  close(): void;
}

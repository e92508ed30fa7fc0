/**
 * The input of the checks on a real engine, and their type.
 *
 * The engine is passed in as one value of the contract, so this package needs no Docker library. A
 * test passes the result of `connectEngine` of `@smolfaas/engine-docker`, or another
 * implementation.
 */
import type { Engine, HostSettings } from '@smolfaas/core';

/** Where examples are built and run. */
export interface EngineTools {
  /** Stays open; the code that connected it closes it, after {@link EngineConformance.close}. */
  readonly engine: Pick<Engine, 'builder' | 'functions' | 'images' | 'networks' | 'volumes' | 'router' | 'observe'>;
  /** What builds take from this host. By default, the certificates that this Node.js trusts. */
  readonly host?: HostSettings;
  /** Milliseconds within which an example must answer; 30 000 by default. */
  readonly readyTimeoutMs?: number;
}

/** One named check. */
export interface EngineCheck {
  readonly name: string;
  /** Rejects with an AssertionError whose message says what to do. */
  readonly run: () => Promise<void>;
}

/** The checks, to be run one after another, and a cleanup of everything that they started. */
export interface EngineConformance {
  readonly checks: readonly EngineCheck[];
  /**
   * Removes the containers, images, network, volume and directories of this suite, and nothing
   * else.
   */
  readonly close: () => Promise<void>;
}

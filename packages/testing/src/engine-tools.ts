/**
 * What the checks on a real engine are given, and what they are.
 *
 * The engine comes from outside, as one value of the contract, so this package needs no Docker library: a test hands in what
 * `connectEngine` of `@smolfaas/engine-docker` gives, or another implementation.
 */
import type { Engine, HostSettings } from '@smolfaas/core';

/** Where examples are built and run. */
export interface EngineTools {
  /** Stays open; whoever connected it closes it, after {@link EngineConformance.close}. */
  readonly engine: Pick<Engine, 'builder' | 'functions' | 'images' | 'networks' | 'volumes' | 'router' | 'observe'>;
  /** What builds take from this host. The certificates that this Node.js trusts, unless given. */
  readonly host?: HostSettings;
  /** How long an example may take to answer, in milliseconds; 30 000 unless given. */
  readonly readyTimeoutMs?: number;
}

/** One named check. */
export interface EngineCheck {
  readonly name: string;
  /** Rejects with an AssertionError whose message tells the author what to do. */
  readonly run: () => Promise<void>;
}

/** The checks, to be run one after another, and the end of everything that they started. */
export interface EngineConformance {
  readonly checks: readonly EngineCheck[];
  /** Removes the containers, images, network, volume and directories of this suite; never anything else. */
  readonly close: () => Promise<void>;
}

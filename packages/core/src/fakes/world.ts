/**
 * The state of the in-memory engine, for tests of everything built on the contract: containers,
 * images, networks and volumes, a router and a database.
 *
 * It behaves like a real engine: it keeps state, and it refuses what a real engine refuses (a name
 * that is taken, a missing image, a network with guests). It expects no particular calls. Tests
 * check the final state and `effects`, the list of all changes.
 */
import type { ObservedContainer, ObservedImage, ObservedNetwork, ObservedVolume } from '../contract/observed.js';
import type { ImageLayer } from '../contract/disk.js';
import type { ContainerChange, ContainerSpec } from '../contract/function-manager.js';
import type { RouterState } from '../contract/caddy-manager.js';
import type { AccessEntry } from '../contract/logs.js';
import type { PortHolder } from '../contract/host-ports.js';
import type { RecordedProject } from '../contract/labels.js';
import type { NamesAndPorts } from '../contract/settings.js';
import type { GenerationRecord, LockHolder, RejectionRecord, StatCache } from '../contract/state-store.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * A container as the engine knows it. `aliases` are its addresses on the network; `certificates` is
 * the certificate file that it received and found by `SSL_CERT_FILE`.
 */
export type FakeContainer = Mutable<ObservedContainer> & {
  aliases: readonly string[];
  certificates?: string | undefined;
  /** The rest of what it was created from. */
  spec?: ContainerSpec;
};

/** The database at one path. */
export interface FakeDatabase {
  project: RecordedProject | undefined;
  chosen: Partial<NamesAndPorts>;
  readonly generations: Map<string, GenerationRecord>;
  /** Former generations, newest first. */
  readonly retired: GenerationRecord[];
  readonly rejections: Map<string, RejectionRecord>;
  readonly statCaches: Map<string, StatCache>;
  secretKey?: Uint8Array;
}

/**
 * How the containers of a function behave: they answer with a status, never listen, or exit at
 * once.
 */
export type Behaviour = { readonly answers: number } | 'silent' | 'exits';

export interface World {
  readonly containers: Map<string, FakeContainer>;
  readonly images: Map<string, Mutable<ObservedImage>>;
  /**
   * Layers by image; an image without an entry has one layer of 1000 bytes that it shares with no
   * other.
   */
  readonly layers: Map<string, readonly ImageLayer[]>;
  readonly networks: Map<string, ObservedNetwork>;
  readonly volumes: Map<string, ObservedVolume>;
  readonly databases: Map<string, FakeDatabase>;
  readonly locks: Map<string, LockHolder>;
  /** The router's routes; they outlive the container, as they do on the real volume. */
  routes: RouterState | undefined;
  /** By function; a function without an entry answers 200. */
  readonly behaviours: Map<string, Behaviour>;
  /** Whether the engine has its own BuildKit. */
  engineBuilds: boolean;
  /** Whether names of containers never change: a rename throws. */
  fixedNames: boolean;
  /** Bytes that builds left in the builder container. */
  builderCache: number;
  /** Functions whose build fails. */
  readonly brokenBuilds: Set<string>;
  /** Functions with a build step that fails, and what that step prints. */
  readonly failingSteps: Map<string, readonly string[]>;
  /** When set, the router refuses every table. */
  routerRefuses: boolean;
  /** Holders of this host's ports, by `<address> <port>`. */
  readonly heldPorts: Map<string, PortHolder>;
  /** The images that can be pulled, by full reference. */
  readonly registry: Map<string, ObservedImage>;
  /** References that neither the engine nor any registry has. */
  readonly absentImages: Set<string>;
  /** Functions whose image has no shell. */
  readonly withoutShell: Set<string>;
  /** Requests that the router has logged. */
  readonly requests: AccessEntry[];
  /** Connections from the router, by upstream. */
  readonly connections: Map<string, number>;
  /**
   * All changes, in order: `start smolfaas-func-a`, `push a->smolfaas-func-a.g1`, `db record a`.
   */
  readonly effects: string[];
  /** Called with each effect, right before it happens. */
  onEffect: (effect: string) => void;
  /** Receive the changes of containers, as the engine's events do. */
  readonly listeners: Set<(change: ContainerChange) => void>;
  /** Once true, every further change throws, as if the process had been killed. */
  killed: boolean;
  /** Returns a number that it never returned before, for ids. */
  next(): number;
}

/** An empty in-memory engine. */
export function emptyWorld(): World {
  let count = 0;
  return {
    containers: new Map(),
    images: new Map(),
    layers: new Map(),
    networks: new Map(),
    volumes: new Map(),
    databases: new Map(),
    locks: new Map(),
    routes: undefined,
    behaviours: new Map(),
    engineBuilds: true,
    fixedNames: false,
    builderCache: 0,
    brokenBuilds: new Set(),
    failingSteps: new Map(),
    routerRefuses: false,
    heldPorts: new Map(),
    registry: new Map(),
    absentImages: new Set(),
    withoutShell: new Set(),
    requests: [],
    connections: new Map(),
    effects: [],
    onEffect: () => undefined,
    listeners: new Set(),
    killed: false,
    next: () => ++count,
  };
}

/** Records a change; the caller makes it next, unless this throws. */
export function effect(world: World, text: string): void {
  if (world.killed) throw new Error('killed');
  world.effects.push(text);
  world.onEffect(text);
}

/** An address as effects show it: the name of its generation, without content hash and token. */
export function generationIn(alias: string): string {
  return alias.replace(/(\.g\d+)-[^.]*\.\w+$/, '$1');
}

/** The container of this name. */
export function containerNamed(world: World, name: string): FakeContainer | undefined {
  return [...world.containers.values()].find((container) => container.name === name);
}

/** Gives the image these names and takes them from every other one. */
export function moveTags(world: World, id: string, tags: readonly string[]): void {
  for (const image of world.images.values()) {
    const others = image.tags.filter((tag) => !tags.includes(tag));
    image.tags = image.id === id ? [...others, ...tags] : others;
  }
}

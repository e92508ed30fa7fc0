/**
 * A project in a real temporary directory, with the in-memory engine for everything else.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { image, marshal } from '@smolfaas/llb';
import type { SmolfaasEvent } from '../contract/events.js';
import { SmolfaasError } from '../contract/errors.js';
import type { InstalledRuntime } from '../contract/installed-runtime.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { Settings } from '../contract/settings.js';
import { fakeEngine } from './engine.js';
import { emptyWorld, type World } from './world.js';

/** A project with its in-memory engine. */
export interface Project {
  readonly world: World;
  readonly functionsDir: string;
  readonly stateDb: string;
  /** Writes a function of one file; its content determines its version. */
  write(fn: string, content: string): void;
  /** Removes a function's directory. */
  drop(fn: string): void;
  /** A context for one run. Events of all runs are kept in `events`. */
  context(changes?: Partial<Settings>, signal?: AbortSignal): PipelineContext;
  readonly events: SmolfaasEvent[];
  readonly runtimes: InstalledRuntime[];
  /** Effects since the last call. */
  newEffects(): readonly string[];
  /** Removes the temporary directory. */
  close(): void;
}

/** Creates a project without functions. */
export function makeProject(world: World = emptyWorld()): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'smolfaas-core-')));
  const functionsDir = join(root, 'functions');
  const stateDb = join(root, '.smolfaas');
  const events: SmolfaasEvent[] = [];
  const runtimes = [textRuntime('text', 'main.txt')];
  mkdirSync(functionsDir);
  const engine = fakeEngine(world);
  return {
    world,
    functionsDir,
    stateDb,
    events,
    runtimes,
    write(fn, content) {
      mkdirSync(join(functionsDir, fn), { recursive: true });
      writeFileSync(join(functionsDir, fn, 'main.txt'), content);
    },
    drop: (fn) => rmSync(join(functionsDir, fn), { recursive: true }),
    context: (changes = {}, signal = new AbortController().signal) => ({
      settings: { ...settingsFor(functionsDir, stateDb), ...changes },
      engine,
      runtimes,
      missingRuntimes: [],
      emit: (event) => events.push(event),
      signal,
      now: Date.now,
      token: () => '0',
    }),
    newEffects: () => world.effects.splice(0),
    close: () => rmSync(root, { recursive: true }),
  };
}

/**
 * A runtime that accepts any function with this file. Its image is a copy of a base that runs
 * `program`, with the function's settings as arguments.
 */
export function textRuntime(id: string, detects: string, version = '1.0.0', program = version): InstalledRuntime {
  const name = `runtime-${id}`;
  return {
    manifest: { id, module: './index.js', detects: [detects], bases: { [id]: { image: `${id}:1` } } },
    package: name,
    version,
    identity: `${name}@${version}`,
    load: async () => ({
      contract: 1,
      id,
      detect: (tree) => (tree.has(detects) ? { evidence: [detects] } : undefined),
      recipe: ({ bases, settings, maps = {} }) => {
        const definition = marshal(image(bases[id] ?? '')).bytes;
        const given = [settings, ...Object.values(maps)].flatMap((one) => Object.values(one));
        return { image: { kind: 'llb', definition, config: { config: { Cmd: [program, ...given] } } } };
      },
    }),
  };
}

/** An abort with the reason that the CLI uses on Ctrl-C. */
export function interruption(): { readonly signal: AbortSignal; readonly interrupt: () => void } {
  const controller = new AbortController();
  const reason = new SmolfaasError('interrupted', { signal: 'SIGINT' });
  return { signal: controller.signal, interrupt: () => controller.abort(reason) };
}

function settingsFor(functionsDir: string, stateDb: string): Settings {
  return {
    functionsDir,
    addr: 'fn.localhost',
    network: 'smolfaas',
    caddyName: 'smolfaas-router',
    buildkitName: 'smolfaas-buildkitd',
    imagePrefix: 'smolfaas-func',
    stateDb,
    httpPort: 80,
    httpsPort: 443,
    bind: ['127.0.0.1'],
    builder: { kind: 'auto' },
    readyTimeoutMs: 1_500,
    drainTimeoutMs: 15_000,
    buildTimeoutMs: 10_000,
    parallel: 4,
    removeOrphans: false,
    functionCa: false,
    versionHeader: true,
    keepImages: 2,
    sourceLimits: { bytes: 1e9, files: 100_000 },
    bases: {},
    functions: new Map(),
    registries: {},
    lockFile: join(dirname(functionsDir), 'smolfaas.lock'),
    lock: undefined,
    locked: false,
    offline: false,
    host: { ca: new Uint8Array([1]) },
  };
}

/**
 * BuildKitManager of the in-memory engine. It runs no steps; an image it builds is identified by
 * its labels and by the files that it really read.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  BuildEvent,
  Builder,
  BuilderCache,
  BuilderContainerSpec,
  BuilderEvent,
  BuildKitManager,
  BuildRequest,
  ChosenBuilder,
} from '../contract/buildkit-manager.js';
import { SmolfaasError } from '../contract/errors.js';
import { LABEL } from '../contract/labels.js';
import { canonicalHash } from '../desired/canonical-hash.js';
import { pause } from '../async/pause.js';
import { containerNamed, effect, type FakeContainer, moveTags, type World } from './world.js';

/** How long a build takes, in milliseconds; a timeout that is not longer ends it. */
const BUILD_MS = 1;

const specHash = ({ name, volume, image, rootlessImage, labels }: BuilderContainerSpec): string =>
  canonicalHash({ name, volume, image, rootlessImage, labels });

/** The engine itself builds (`World.engineBuilds`), or a container is created for it. */
export function fakeBuilder(world: World): BuildKitManager {
  return {
    specHash,
    async ensure(spec, observed, onEvent, signal) {
      signal.throwIfAborted();
      if (spec.kind === 'address') return builder(world, { kind: 'address', address: spec.address });
      const inContainer = spec.kind === 'container' || (spec.kind === 'auto' && !world.engineBuilds);
      if (inContainer) {
        ensureContainer(world, spec.container, observed && world.containers.get(observed.id), onEvent);
        return builder(world, { kind: 'container', name: spec.container.name, privileges: 'rootless' });
      }
      if (!world.engineBuilds) throw new SmolfaasError('engine-no-buildkit', { endpoint: 'memory', message: 'none' });
      return builder(world, { kind: 'engine' });
    },
    async choose(spec, signal) {
      signal.throwIfAborted();
      if (spec.kind === 'address') return { kind: 'address', address: spec.address };
      if (spec.kind === 'engine' || (spec.kind === 'auto' && world.engineBuilds)) return { kind: 'engine' };
      return { kind: 'container', name: spec.container.name };
    },
    async cacheOf({ name }, signal) {
      signal.throwIfAborted();
      if (containerNamed(world, name)?.state === 'running') return cache(world);
      throw new SmolfaasError('builder-failed', { name, message: 'its container is gone', log: [] });
    },
  };
}

/** Ensures one container and one volume. Objects of another project are left alone. */
function ensureContainer(
  world: World,
  spec: BuilderContainerSpec,
  present: FakeContainer | undefined,
  onEvent: (event: BuilderEvent) => void,
): void {
  const { name, volume, image: imageId } = spec;
  const hash = specHash(spec);
  if (present?.state === 'running' && present.name === name && present.labels[LABEL.specHash] === hash) return;
  const stranger = containerNamed(world, name) ?? world.volumes.get(volume);
  if (stranger !== undefined && stranger.labels[LABEL.project] !== spec.labels[LABEL.project]) {
    throw new SmolfaasError('foreign-object', { kind: 'id' in stranger ? 'container' : 'volume', name, id: name });
  }
  if (world.absentImages.has(imageId)) {
    const facts = { reference: imageId, registry: '', why: 'unknown', fetcher: 'engine' } as const;
    throw new SmolfaasError('builder-image-missing', { ...facts, message: 'no such image' });
  }
  onEvent({ phase: 'starting', name });
  effect(world, `builder ${name}`);
  if (present !== undefined) world.containers.delete(present.id);
  const id = `c${world.next()}`;
  const labels = { ...spec.labels, [LABEL.specHash]: hash };
  world.containers.set(id, { id, name, aliases: [name], state: 'running', imageId, labels, networks: [], ports: [] });
  world.volumes.set(volume, { name: volume, labels: { ...spec.labels, [LABEL.role]: 'volume' } });
  onEvent({ phase: 'started', name, privileges: 'rootless' });
}

/** Builds an image whose id depends on what it is built from, like a real builder. */
function builder(world: World, identity: ChosenBuilder): Builder {
  return {
    ...identity,
    async build(request, onEvent, signal) {
      signal.throwIfAborted();
      const { function: fn, labels, source, tags, timeoutMs } = request;
      onEvent({ type: 'step', step: 1, name: 'all', status: 'started' });
      await pause(BUILD_MS, signal);
      signal.throwIfAborted();
      if (timeoutMs <= BUILD_MS) throw new SmolfaasError('build-timeout', { function: fn, seconds: 1 });
      requireUnchanged(request);
      const printed = world.failingSteps.get(fn);
      if (printed !== undefined) throw failedStep(fn, printed, onEvent);
      if (world.brokenBuilds.has(fn))
        throw new SmolfaasError('build-failed', { function: fn, message: 'it does not compile' });
      const contents = source.entries.map(({ path, mode, sha256, linkname }) => [path, mode, sha256, linkname]);
      const id = `sha256:${createHash('sha256')
        .update(JSON.stringify([labels, contents]))
        .digest('hex')}`;
      effect(world, `build ${fn}`);
      world.images.set(id, { id, labels, tags: world.images.get(id)?.tags ?? [] });
      moveTags(world, id, tags);
      onEvent({ type: 'step', step: 1, name: 'all', status: 'done', ms: 1 });
      world.builderCache += 100;
      return { id, steps: 1, cached: 0 };
    },
  };
}

/** A step that prints these lines and fails. Like a real builder's error, it has only the last lines. */
function failedStep(fn: string, lines: readonly string[], onEvent: (event: BuildEvent) => void): SmolfaasError {
  const step = { step: 2, name: 'run' };
  onEvent({ type: 'step', ...step, status: 'started' });
  for (const line of lines) onEvent({ type: 'log', ...step, line });
  onEvent({ type: 'step', ...step, status: 'failed' });
  return new SmolfaasError('build-step-failed', { function: fn, step: step.name, exitCode: 1, log: lines.slice(-20) });
}

/** Every build adds 100 bytes to the cache; all of them count as just used. */
function cache(world: World): BuilderCache {
  return {
    usage: async (signal) => {
      signal.throwIfAborted();
      return world.builderCache;
    },
    prune: async (request, signal) => {
      signal.throwIfAborted();
      const keep = 'all' in request ? 0 : 'maxBytes' in request ? request.maxBytes : world.builderCache;
      const freed = Math.max(0, world.builderCache - keep);
      if (freed > 0) effect(world, 'prune builder cache');
      world.builderCache -= freed;
      return freed;
    },
  };
}

/** The files sent must be the files that were hashed. */
function requireUnchanged({ function: fn, source }: BuildRequest): void {
  for (const { path, kind, sha256 } of source.entries) {
    if (kind !== 'file') continue;
    const bytes = readFileSync(join(source.root, path));
    const now = createHash('sha256').update(bytes).digest('hex');
    if (now !== sha256) throw new SmolfaasError('source-changed', { function: fn, path });
  }
}

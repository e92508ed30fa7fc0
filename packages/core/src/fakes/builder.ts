/**
 * BuildKitManager over the world in memory. It runs no step; what it builds is known by its labels and by the files that it really read.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildKitManager, BuildRequest } from '../contract/buildkit-manager.js';
import { SmolfaasError } from '../contract/errors.js';
import { pause } from '../stages/pause.js';
import { effect, moveTags, type World } from './world.js';

/** How long a build takes, in milliseconds; a limit that is not longer ends it. */
const BUILD_MS = 1;

/** Builds an image whose id depends on what it is built from, as a real one does. */
export function fakeBuilder(world: World): BuildKitManager {
  return {
    async build(request, onEvent, signal) {
      signal.throwIfAborted();
      const { function: fn, labels, source, tags, timeoutMs } = request;
      onEvent({ type: 'step', step: 1, name: 'all', status: 'started' });
      await pause(BUILD_MS, signal);
      signal.throwIfAborted();
      if (timeoutMs <= BUILD_MS) throw new SmolfaasError('build-timeout', { function: fn, seconds: 1 });
      requireUnchanged(request);
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
      return { id, steps: 1, cached: 0 };
    },
  };
}

/** What is sent must be what was hashed. */
function requireUnchanged({ function: fn, source }: BuildRequest): void {
  for (const { path, kind, sha256 } of source.entries) {
    if (kind !== 'file') continue;
    const bytes = readFileSync(join(source.root, path));
    const now = createHash('sha256').update(bytes).digest('hex');
    if (now !== sha256) throw new SmolfaasError('source-changed', { function: fn, path });
  }
}

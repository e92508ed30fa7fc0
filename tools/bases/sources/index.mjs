/**
 * All sources of one assembly, each fetched at most once and only when a layer asks for it.
 *
 * Several layers need the same download (four of them the Debian packages). The first one that asks starts it, the
 * others await the same promise. Fetching takes a place of the shared limit; awaiting takes none.
 */
import { compileBuildkit } from './buildkit.mjs';
import { bootstrapDebian } from './debian.mjs';
import { unpackGoToolchain } from './go.mjs';
import { unpackNpmPackage } from './npm.mjs';
import { unpackUv } from './uv.mjs';

/** `context` is `{ workDir, platform, signal }`; `limited` bounds what runs at once. */
export function createSources(context, limited) {
  const started = new Map();
  const once = (key, fetch) => () => {
    if (!started.has(key))
      started.set(
        key,
        limited(() => fetch(context)),
      );
    return started.get(key);
  };
  const goToolchain = once('go', unpackGoToolchain);
  const compiled = async () => {
    const goRoot = await goToolchain();
    return await once('buildkit', () => compileBuildkit(goRoot, context))();
  };
  return {
    debian: once('debian', bootstrapDebian),
    goToolchain,
    buildkit: compiled,
    uv: once('uv', unpackUv),
    npmPackage: (spec) => once(spec, () => unpackNpmPackage(spec, context))(),
  };
}

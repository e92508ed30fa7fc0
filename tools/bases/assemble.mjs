/**
 * Assembles stand-ins for base images and loads them into the engine.
 *
 *   sources (registries) -> staged directory -> layer tar in the cache -> archive -> engine
 *
 * Everything starts at once and waits for what it needs; at most three jobs run at a time. Layers found in the cache
 * skip the first two arrows, so a second engine on the same machine gets its images in seconds. One failure cancels the
 * rest: half a set of base images is useless, and the finished layers stay in the cache for the next attempt.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadImages } from '../engine/api.mjs';
import { createLimit } from '../process/limit.mjs';
import { openArchive } from './image-archive.mjs';
import { cachedLayer, packLayer } from './layer.mjs';
import { createSources } from './sources/index.mjs';
import { platformNames } from './versions.mjs';

const JOBS_AT_ONCE = 3;

/** One stand-in could not be made; says which, at which step, and what the tool that failed had to say. */
export class AssemblyFailed extends Error {
  constructor(image, step, cause) {
    super(
      `${image.name} (stand-in for ${image.standsFor}) failed at the step "${step}":\n${cause.message}\n` +
        'Check that the package registries answer (apt, npm, pip, Go proxy), then run the same command again.',
      { cause },
    );
    this.name = 'AssemblyFailed';
  }
}

/**
 * Assembles `images` in the engine at `endpoint`. `cacheDir` keeps finished layers; `onImage(image, bytes)` is called as
 * each one becomes available. Throws AssemblyFailed for the first that fails.
 */
export async function assemble({ endpoint, images, cacheDir, onImage, arch = process.arch }) {
  const cancel = new AbortController();
  await mkdir(cacheDir, { recursive: true });
  const workDir = await mkdtemp(join(cacheDir, 'work-'));
  const context = { workDir, cacheDir, platform: platformNames(arch), signal: cancel.signal };
  const limited = createLimit(JOBS_AT_ONCE);
  const layers = createLayers(context, limited);
  const jobs = images.map(async (image) => {
    const stack = await atStep(image, 'layers', () => Promise.all(image.layers.map(layers)));
    await atStep(image, 'load', () => limited(() => load(endpoint, image, stack, context)));
    onImage(
      image,
      stack.reduce((sum, layer) => sum + layer.size, 0),
    );
  });
  try {
    await Promise.all(jobs);
  } finally {
    cancel.abort();
    await Promise.allSettled(jobs);
    await rm(workDir, { recursive: true, force: true });
  }
}

async function atStep(image, step, job) {
  try {
    return await job();
  } catch (error) {
    throw error instanceof AssemblyFailed ? error : new AssemblyFailed(image, step, error);
  }
}

async function load(endpoint, image, stack, context) {
  await loadImages(endpoint, await openArchive(image, stack, context), { signal: context.signal });
}

/** Returns `layer -> { file, digest, size }`; a layer that several images share is made once. */
function createLayers(context, limited) {
  const sources = createSources(context, limited);
  const started = new Map();
  return (layer) => {
    if (!started.has(layer.id)) started.set(layer.id, makeLayer(layer, sources, context, limited));
    return started.get(layer.id);
  };
}

async function makeLayer(layer, sources, context, limited) {
  const id = `${layer.id}-${context.platform.docker}`;
  const cached = await cachedLayer(context.cacheDir, id);
  if (cached !== undefined) return cached;
  const material = await layer.needs(sources, context);
  return limited(async () => {
    context.signal.throwIfAborted();
    const empty = await mkdtemp(join(context.workDir, 'stage-'));
    const directory = await layer.stage(empty, material, context);
    return packLayer(context.cacheDir, id, directory, { ...layer.options, signal: context.signal });
  });
}

/**
 * `smolfaas du`: the disk space that this project uses. Like `check`, it changes nothing and takes
 * no lock.
 */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { DiskUsage, Usage } from '../contract/disk.js';
import { LABEL } from '../contract/labels.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { ownBuilderCache } from '../retire/builder-cache.js';
import { measure } from '../views/measure.js';
import { readDiskImages } from '../retire/disk-images.js';
import { builderVolume } from '../desired/object-names.js';
import { findProjectDirectory } from '../observed/project-directory.js';
import { observeProject } from '../observed/observe-project.js';
import type { Observation } from '../observed/observed-project.js';

/** SQLite keeps its journal beside the database; the SmolFaaS lock file is there too. */
const STATE_FILES = ['', '-wal', '-shm', '-journal', '-lock'];

/**
 * Measures images, volumes and files.
 * @param logs paths of log files, which belong to the caller
 * @throws functions-dir-*, project-conflict, engine-*, state-newer, interrupted
 */
export async function diskUsage(context: PipelineContext, logs: readonly string[]): Promise<DiskUsage> {
  const directory = await findProjectDirectory(context);
  const observation = await observeProject(context, directory);
  const files = [measureFiles(context.settings.stateDb, STATE_FILES), ...logs.map((path) => measureFiles(path, ['']))];
  const seen = files.filter(({ bytes }) => bytes > 0);
  if (observation === undefined)
    return measure({ images: [], bases: [], details: new Map() }, { volumes: [], files: seen });
  const [images, volumes, builderCache] = await Promise.all([
    readDiskImages(observation, directory, context.settings.keepImages),
    measureVolumes(observation),
    measureBuilderCache(observation),
  ]);
  const measured = measure(images, {
    volumes: withCache(volumes, builderCache, context.settings.buildkitName),
    files: seen,
  });
  return { ...measured, ...(builderCache !== undefined && { builderCache }) };
}

async function measureBuilderCache(observation: Observation): Promise<number | undefined> {
  return await (await ownBuilderCache(observation))?.usage(observation.context.signal);
}

/**
 * Uses the cache size that the daemon reports for the volume that holds it, if the engine reports
 * no size.
 */
function withCache(volumes: readonly Usage[], cache: number | undefined, builder: string): readonly Usage[] {
  const volume = builderVolume(builder);
  return volumes.map((one) => (one.name === volume ? { ...one, bytes: one.bytes ?? cache } : one));
}

async function measureVolumes({ context, observed, project }: Observation): Promise<readonly Usage[]> {
  const ours = observed.volumes.filter(({ labels }) => labels[LABEL.project] === project.id);
  const names = ours.map(({ name }) => name).sort();
  const sizes = await context.engine.volumes.bytes(names, context.signal);
  return names.map((name) => ({ name, bytes: sizes.get(name) }));
}

function measureFiles(path: string, suffixes: readonly string[]): Usage & { readonly bytes: number } {
  const sizes = suffixes.map((suffix) => statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0);
  return { name: basename(path), bytes: sizes.reduce((total, size) => total + size, 0) };
}

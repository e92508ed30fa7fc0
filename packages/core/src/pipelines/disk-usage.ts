/**
 * `smolfaas du`: what the things of this project take on disk. It changes nothing and takes no lock, like `check`.
 */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { DiskUsage, Usage } from '../contract/disk.js';
import { LABEL } from '../contract/labels.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { ownBuilderCache } from '../stages/disk/builder-cache.js';
import { measure } from '../stages/disk/measure.js';
import { surveyImages } from '../stages/disk/survey-images.js';
import { builderVolume } from '../stages/object-names.js';
import { findHome } from '../stages/preflight/home.js';
import { lookAround } from '../stages/preflight/look-around.js';
import type { Site } from '../stages/preflight/site.js';

/** SQLite keeps its journal beside the database, and so does our lock. */
const STATE_FILES = ['', '-wal', '-shm', '-journal', '-lock'];

/**
 * Measures images, volumes and files.
 * @param logs paths of log files, which belong to the caller
 * @throws functions-dir-*, project-conflict, engine-*, state-newer, interrupted
 */
export async function diskUsage(context: PipelineContext, logs: readonly string[]): Promise<DiskUsage> {
  const home = await findHome(context);
  const site = await lookAround(context, home);
  const files = [measureFiles(context.settings.stateDb, STATE_FILES), ...logs.map((path) => measureFiles(path, ['']))];
  const seen = files.filter(({ bytes }) => bytes > 0);
  if (site === undefined) return measure({ images: [], bases: [], details: new Map() }, { volumes: [], files: seen });
  const [survey, volumes, builderCache] = await Promise.all([
    surveyImages(site, home, context.settings.keepImages),
    measureVolumes(site),
    measureBuilderCache(site),
  ]);
  const measured = measure(survey, {
    volumes: withCache(volumes, builderCache, context.settings.buildkitName),
    files: seen,
  });
  return { ...measured, ...(builderCache !== undefined && { builderCache }) };
}

async function measureBuilderCache(site: Site): Promise<number | undefined> {
  return await (await ownBuilderCache(site))?.usage(site.context.signal);
}

/** What the daemon says of its cache stands for the volume that holds it, where the engine does not tell. */
function withCache(volumes: readonly Usage[], cache: number | undefined, builder: string): readonly Usage[] {
  const volume = builderVolume(builder);
  return volumes.map((one) => (one.name === volume ? { ...one, bytes: one.bytes ?? cache } : one));
}

async function measureVolumes({ context, observed, project }: Site): Promise<readonly Usage[]> {
  const ours = observed.volumes.filter(({ labels }) => labels[LABEL.project] === project.id);
  const names = ours.map(({ name }) => name).sort();
  const sizes = await context.engine.functions.volumeBytes(names, context.signal);
  return names.map((name) => ({ name, bytes: sizes.get(name) }));
}

function measureFiles(path: string, suffixes: readonly string[]): Usage & { readonly bytes: number } {
  const sizes = suffixes.map((suffix) => statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0);
  return { name: basename(path), bytes: sizes.reduce((total, size) => total + size, 0) };
}

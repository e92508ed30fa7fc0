/**
 * `smolfaas du`: what the things of this project take on disk. It changes nothing and takes no lock, like `check`.
 */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { DiskUsage, Usage } from '../contract/disk.js';
import { LABEL } from '../contract/labels.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { measure } from '../stages/disk/measure.js';
import { surveyImages } from '../stages/disk/survey-images.js';
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
  const [survey, volumes] = await Promise.all([
    surveyImages(site, home, context.settings.keepImages),
    measureVolumes(site),
  ]);
  return measure(survey, { volumes, files: seen });
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

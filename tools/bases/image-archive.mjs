/**
 * The archive that `docker load` reads: config, layers and a manifest that ties a name to them.
 *
 *   manifest.json      [{ "Config": "<hex>.json", "RepoTags": ["name:tag"], "Layers": ["<hex>.tar", …] }]
 *   <hex>.json         OCI image config; its SHA-256 is the image id
 *   <hex>.tar          one layer, named by its diff_id
 *
 * Nothing in it depends on the time or the machine: `created` is fixed, so the same layers give the same image id. A
 * layer that the engine has already is sent again but not stored twice.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

/**
 * Marks an image as a local stand-in, so that it is not taken for the official one. Its value is the revision of what
 * the image is made of.
 */
const STAND_IN_LABEL = 'dev.smolfaas.standin';

/** The revision of an image that `plan.mjs` describes: one that never changed is the first. */
const revisionOf = ({ revision = 1 }) => revision;

/**
 * Whether an image with these labels is what `image` describes today. One without the label is the user's own and is
 * left alone.
 */
export function isCurrent(image, labels) {
  const made = labels[STAND_IN_LABEL];
  return made === undefined || Number(made) >= revisionOf(image);
}

/** The image config (OCI image spec, config.md) as bytes. `digests` are the layers' diff_ids, lowest first. */
function imageConfig(image, digests, architecture) {
  return `${JSON.stringify({
    created: '1970-01-01T00:00:00Z',
    architecture,
    os: 'linux',
    config: { ...image.config, Labels: { [STAND_IN_LABEL]: String(revisionOf(image)) } },
    rootfs: { type: 'layers', diff_ids: digests },
    history: digests.map((digest) => ({ created: '1970-01-01T00:00:00Z', created_by: `smolfaas stand-in ${digest}` })),
  })}\n`;
}

/** Opens a readable stream of the archive of one image. Small files are staged below `workDir`; layers are only linked. */
export async function openArchive(image, layers, { workDir, platform, signal }) {
  const stage = await mkdtemp(join(workDir, 'archive-'));
  const hex = (digest) => digest.slice('sha256:'.length);
  const config = imageConfig(
    image,
    layers.map((layer) => layer.digest),
    platform.docker,
  );
  const configName = `${createHash('sha256').update(config).digest('hex')}.json`;
  const layerNames = layers.map((layer) => `${hex(layer.digest)}.tar`);
  const manifest = [{ Config: configName, RepoTags: [image.name], Layers: layerNames }];
  await writeFile(join(stage, configName), config);
  await writeFile(join(stage, 'manifest.json'), JSON.stringify(manifest));
  await Promise.all(layers.map((layer, i) => symlink(layer.file, join(stage, layerNames[i]))));
  const members = ['manifest.json', configName, ...new Set(layerNames)];
  const tar = spawn('tar', ['-C', stage, '-chf', '-', ...members], { stdio: ['ignore', 'pipe', 'inherit'], signal });
  // Piped on at once: what is unread when a child exits, Node.js throws away.
  const archive = new PassThrough();
  tar.once('error', (error) => archive.destroy(error));
  return tar.stdout.pipe(archive);
}

/**
 * Looks into images through the engine's export (`GET /images/get`): their own layers, file by file, and their configs with history.
 *
 * "Own" are the layers above the base image, which is what a build added; that is where nothing may be that does not belong there.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { engineCall, engineSocket, shortName } from './engine.js';
import { readTar, type TarEntry } from './tar.js';

interface InspectedImage {
  readonly RootFS: { readonly Layers: readonly string[] };
}

export interface ImageContent {
  /** Bytes of all layers, as the engine exports them. */
  readonly size: number;
  /** The image config with its history, as text. */
  readonly config: string;
  /** Entries of the own layers; a later one hides an earlier one of the same path. */
  readonly own: readonly TarEntry[];
  /** Paths below this directory, in own layers. */
  under(dir: string): string[];
  /** Text of a file in own layers. */
  text(path: string): string | undefined;
  /** Whether these bytes occur in config, history, names or contents of own layers. */
  holds(text: string): boolean;
}

/** Reads images by name. `base` is the image they were built on. */
export async function readImages(names: readonly string[], base: string): Promise<Map<string, ImageContent>> {
  const dir = await mkdtemp(join(tmpdir(), 'smolfaas-images-'));
  try {
    await exportTo(dir, names);
    const manifest = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8')) as {
      Config: string;
      RepoTags: string[];
      Layers: string[];
    }[];
    const { RootFS } = await engineCall<InspectedImage>('GET', `/images/${base}/json`);
    const found = new Map<string, ImageContent>();
    for (const name of names) {
      const part = manifest.find(({ RepoTags }) => isNamed(RepoTags, name));
      if (part === undefined) throw new Error(`the export holds no ${name}`);
      const sizes = await Promise.all(part.Layers.map(async (layer) => (await stat(join(dir, layer))).size));
      const layers = part.Layers.slice(RootFS.Layers.length);
      const tars = await Promise.all(layers.map((layer) => readLayer(join(dir, layer))));
      const size = sizes.reduce((sum, one) => sum + one, 0);
      found.set(name, content(size, await readFile(join(dir, part.Config), 'utf8'), tars));
    }
    return found;
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** Whether an exported image has this name. */
export function isNamed(tags: readonly string[], name: string): boolean {
  return tags.some((tag) => shortName(tag) === name);
}

/** The bytes of a layer's tar. An engine with containerd's image store keeps and exports what it built compressed. */
export async function readLayer(file: string): Promise<Buffer> {
  const bytes = await readFile(file);
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

function content(size: number, config: string, tars: readonly Buffer[]): ImageContent {
  const own = tars.flatMap((tar) => readTar(tar));
  return {
    size,
    config,
    own,
    under: (dir) => own.map(({ path }) => path).filter((path) => path.startsWith(`${dir}/`)),
    text: (path) => own.findLast((entry) => entry.path === path && entry.kind === 'file')?.data.toString('utf8'),
    holds: (text) => config.includes(text) || tars.some((tar) => tar.includes(text)),
  };
}

/** The engine's export of these images, unpacked into a directory: `manifest.json`, a config and the layers of each. */
export async function exportTo(dir: string, names: readonly string[]): Promise<void> {
  const path = `/images/get?${names.map((name) => `names=${encodeURIComponent(name)}`).join('&')}`;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ socketPath: engineSocket(), path }, resolve).once('error', reject).end();
  });
  if (answer.statusCode !== 200) throw new Error(`GET ${path}: ${answer.statusCode}`);
  await pipeline(answer, createWriteStream(join(dir, 'export.tar')));
  await promisify(execFile)('tar', ['-xf', 'export.tar'], { cwd: dir });
}

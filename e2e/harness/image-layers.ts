/**
 * An image as text that can be compared: the layers above its base, file by file, and its whole configuration.
 *
 * Left out is what no two builds have alike, or what is SmolFaaS's own: times, the digests that follow from them, and our labels.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineCall } from './engine.js';
import { exportTo, isNamed, readLayer } from './images.js';
import { readTar, type TarEntry } from './tar.js';

export interface ComparableImage {
  /** A line for each entry of each layer, sorted within the layer. */
  readonly layers: readonly (readonly string[])[];
  readonly config: Readonly<Record<string, unknown>>;
}

interface Inspected {
  readonly RootFS: { readonly Layers?: readonly string[] };
}

interface Exported {
  readonly Config: string;
  readonly RepoTags: readonly string[];
  readonly Layers: readonly string[];
}

/** @param bases names of images whose layers are not read */
export async function comparableImages(
  names: readonly string[],
  bases: readonly string[],
): Promise<ReadonlyMap<string, ComparableImage>> {
  const dir = await mkdtemp(join(tmpdir(), 'smolfaas-layers-'));
  try {
    await exportTo(dir, names);
    const manifest = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8')) as Exported[];
    const known = await Promise.all(bases.map(async (base) => await diffIds(base)));
    const images = new Map<string, ComparableImage>();
    for (const name of names) {
      const exported = manifest.find(({ RepoTags }) => isNamed(RepoTags, name));
      if (exported === undefined) throw new Error(`the export holds no ${name}`);
      const own = await diffIds(name);
      const shared = Math.max(
        0,
        ...known.filter((base) => base.every((id, at) => own[at] === id)).map((base) => base.length),
      );
      const tars = await Promise.all(exported.Layers.slice(shared).map((layer) => readLayer(join(dir, layer))));
      const config = JSON.parse(await readFile(join(dir, exported.Config), 'utf8')) as Record<string, unknown>;
      images.set(name, {
        layers: tars.map((tar) => readTar(tar).map(described).sort()),
        config: withoutTimes(config),
      });
    }
    return images;
  } finally {
    await rm(dir, { recursive: true });
  }
}

async function diffIds(name: string): Promise<readonly string[]> {
  const { RootFS } = await engineCall<Inspected>('GET', `/images/${name}/json`);
  return RootFS.Layers ?? [];
}

/** Some engines put the kind of a file into the mode as well. */
const PERMISSIONS = 0o7777;

function described({ kind, mode, uid, gid, path, linkname, data }: TarEntry): string {
  const content = kind === 'file' ? ` ${createHash('sha256').update(data).digest('hex').slice(0, 16)}` : '';
  const target = linkname === '' ? '' : ` -> ${linkname}`;
  return `${path}${target} ${kind} ${(mode & PERMISSIONS).toString(8)} ${uid}:${gid}${content}`;
}

function withoutTimes({ history, config, ...rest }: Record<string, unknown>) {
  const { Labels, ...container } = config as { Labels?: Record<string, string> | null };
  const labels = Object.entries(Labels ?? {}).filter(([name]) => !name.startsWith('dev.smolfaas.'));
  const { created, rootfs, ...kept } = rest;
  return {
    ...kept,
    isWhole: created !== undefined && rootfs !== undefined,
    config: { ...withoutNulls(container), ...(labels.length > 0 && { Labels: Object.fromEntries(labels) }) },
    history: (history as Record<string, unknown>[]).map((line) => ({ ...line, created: 'some time' })),
  };
}

/** Some builders write down that there is nothing. */
function withoutNulls(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));
}

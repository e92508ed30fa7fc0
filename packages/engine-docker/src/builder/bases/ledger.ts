/**
 * Remembers the engine's images as OCI layouts: manifest and config by image id. An engine does not
 * report the sizes of its layers, so an image must be read whole once to know them. The ledger
 * keeps the result.
 *
 * It is stored in the builder's own volume, beside what the builder has read of these images. A
 * recreated builder continues with both; without the volume, both are gone. The ledger is only a
 * cache: a missing entry is determined again.
 */
import { tar } from '@smolfaas/core/tar.js';
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';
import type { DaemonContainer } from '../container/when-ready.js';
import { layoutOf } from '../container/layout.js';

/** Manifest and config of one image, as the texts that their digests name. */
export interface LayoutRecord {
  readonly manifest: string;
  readonly config: string;
  /** Digests of the layers listed in the manifest. */
  readonly layers: readonly string[];
}

export interface LayoutLedger {
  read(imageId: string, signal: AbortSignal): Promise<LayoutRecord | undefined>;
  /** At most one call at a time. */
  write(imageId: string, record: LayoutRecord, signal: AbortSignal): Promise<void>;
}

/** For a daemon that SmolFaaS did not start: lasts as long as the process. */
export function memoryLedger(): LayoutLedger {
  const records = new Map<string, LayoutRecord>();
  return {
    read: async (imageId) => records.get(imageId),
    async write(imageId, record) {
      records.set(imageId, record);
    },
  };
}

const FILE = 'smolfaas-bases.json';
const BLOCK = 512;

/** Stored in a file of the container's volume, and read on first use. */
export function layoutLedger(engine: ContainerEngine, { id, privileges }: DaemonContainer): LayoutLedger {
  const { volume } = layoutOf(privileges);
  let reading: Promise<Map<string, LayoutRecord>> | undefined;
  const records = (signal: AbortSignal) => {
    reading ??= engine.getArchive(id, `${volume}/${FILE}`, signal).then((archive) => parse(archive));
    return reading;
  };
  return {
    read: async (imageId, signal) => (await records(signal)).get(imageId),
    async write(imageId, record, signal) {
      const all = (await records(signal)).set(imageId, record);
      const content = JSON.stringify(Object.fromEntries(all));
      await engine.putArchive(id, volume, tar([{ name: FILE, mode: 0o644, content }]), signal);
    },
  };
}

/**
 * Parses the one file of an archive. Its header block has the size in octal. A file that cannot be
 * parsed counts as empty.
 */
function parse(archive: Buffer | undefined): Map<string, LayoutRecord> {
  if (archive === undefined) return new Map();
  const size = Number.parseInt(archive.toString('latin1', 124, 136), 8);
  try {
    const found: unknown = JSON.parse(archive.toString('utf8', BLOCK, BLOCK + size));
    if (typeof found !== 'object' || found === null) return new Map();
    return new Map(Object.entries(found).filter((entry): entry is [string, LayoutRecord] => isRecord(entry[1])));
  } catch {
    return new Map();
  }
}

function isRecord(value: unknown): value is LayoutRecord {
  if (typeof value !== 'object' || value === null || !('manifest' in value) || !('config' in value)) return false;
  const layers: unknown = 'layers' in value ? value.layers : undefined;
  const isList = Array.isArray(layers) && layers.every((one) => typeof one === 'string');
  return typeof value.manifest === 'string' && typeof value.config === 'string' && isList;
}

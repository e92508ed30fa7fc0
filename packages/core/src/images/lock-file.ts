/**
 * `smolfaas.lock`: which image each reference means for this project. `smolfaas images lock` writes
 * it, and users commit it. Pure.
 *
 *     { "version": 1,
 *       "images": {
 *         "docker.io/library/node:24-slim": {
 *           "digest": "sha256:…", "id": "sha256:…", "usedBy": ["api"] },
 *         "smolfaas.local/base/caddy:2.11": { "id": "sha256:…", "usedBy": ["(router)"] } } }
 *
 * - `digest` comes from the registry and is the same everywhere.
 * - `id` comes from the engine. It is all that identifies an image made on this machine, or one
 *   that came in an archive, which carries no digests. Another platform, or another kind of image
 *   store, has another id.
 * - `usedBy` shows a run which digests belong to a function, without calling its runtime (see
 *   image-locks.ts).
 *
 * Invariants:
 * 1. Equal content gives equal bytes (sorted, one image per group of lines), so a diff shows only
 *    real changes.
 * 2. The file is JSON, because every run of a project that has it reads it.
 */
import { fullReference } from '@smolfaas/llb/reference.js';
import type { ImageLock, LockedImage } from '../contract/images.js';

/** The file beside the project file or the functions directory. */
export const LOCK_FILE = 'smolfaas.lock';

/** Users other than functions: parentheses cannot occur in a function's name. */
export const ROUTER_USER = '(router)';
export const BUILDER_USER = '(builder)';

const VERSION = 1;

/** The text of a lock file. */
export function formatLock({ images }: ImageLock): string {
  const sorted = [...images].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const entries = sorted.map(([reference, { digest, id, usedBy }]) => {
    return [reference, { digest, id, usedBy: [...usedBy].sort() }];
  });
  return `${JSON.stringify({ version: VERSION, images: Object.fromEntries(entries) }, null, 2)}\n`;
}

/** The lock, or what is wrong with the text, in words. */
export function parseLock(text: string): ImageLock | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (!isFields(value)) return 'it must be an object with version and images';
  if (value['version'] !== VERSION) {
    return `its version is ${JSON.stringify(value['version'])}, this smolfaas reads version ${VERSION}`;
  }
  if (!isFields(value['images'])) return 'images must be an object';
  const images = new Map<string, LockedImage>();
  for (const [reference, entry] of Object.entries(value['images'])) {
    const locked = parseEntry(entry);
    if (locked === undefined) return `${reference}: { digest or id: "sha256:…", usedBy: [names] } is expected`;
    images.set(fullReference(reference), locked);
  }
  return { images };
}

function parseEntry(entry: unknown): LockedImage | undefined {
  if (!isFields(entry)) return undefined;
  const { digest, id, usedBy } = entry;
  if (!Array.isArray(usedBy) || !usedBy.every((one): one is string => typeof one === 'string')) return undefined;
  const pins = [digest, id].filter((pin) => pin !== undefined);
  if (pins.length === 0 || !pins.every(isDigest)) return undefined;
  return { ...(isDigest(digest) && { digest }), ...(isDigest(id) && { id }), usedBy };
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isDigest = (value: unknown): value is string => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);

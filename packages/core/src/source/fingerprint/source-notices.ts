/**
 * Remarks about a function's source that a user should see once, before it leaves this machine: secrets that were left out,
 * keys that were not, and a source so large that something was probably meant to be ignored.
 * Pure: from the list of entries to sentences. Nothing here changes what is hashed or sent.
 */
import type { SourceEntry } from '../../contract/runtime.js';
import { quoteName } from '../quote-name.js';

/** A remark; `level` is the type of the event that carries it. */
export interface SourceNotice {
  readonly level: 'note' | 'warning';
  readonly message: string;
}

const KEY_FILE = /(?:\.(?:pem|key|p12|pfx)|(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519))$/;

/** Sizes from which a source is remarkable, and how many of its largest files are named. */
const LARGE = { bytes: 500 * 1024 * 1024, files: 50_000, named: 5 };

/** At most three names in a sentence. */
const NAMED = 3;

/** All remarks about one source; `leftOut` are the paths that looked like secrets. */
export function sourceNotices(entries: readonly SourceEntry[], leftOut: readonly string[]): readonly SourceNotice[] {
  const keys = entries.filter((entry) => entry.kind === 'file' && KEY_FILE.test(entry.path)).map((entry) => entry.path);
  const notices: SourceNotice[] = [];
  if (leftOut.length > 0) notices.push(envNotice(leftOut));
  if (keys.length > 0) {
    const message = `${some(keys)} may hold a private key and will be part of the image; list it in .dockerignore to leave it out`;
    notices.push({ level: 'warning', message });
  }
  return [...notices, ...largeNotice(entries)];
}

function envNotice(paths: readonly string[]): SourceNotice {
  const message = `${some(paths)} left out; to include one, add a line such as "!${quoteName(paths[0] ?? '.env')}" to .dockerignore`;
  return { level: 'note', message };
}

function largeNotice(entries: readonly SourceEntry[]): SourceNotice[] {
  const bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (bytes < LARGE.bytes && entries.length < LARGE.files) return [];
  const largest = entries.toSorted((a, b) => b.size - a.size).slice(0, LARGE.named);
  const names = largest.map((entry) => `${quoteName(entry.path)} (${megabytes(entry.size)})`).join(', ');
  const message = `the source is ${entries.length} files, ${megabytes(bytes)}; largest: ${names}; .dockerignore can leave out what the function does not need`;
  return [{ level: 'warning', message }];
}

function some(paths: readonly string[]): string {
  const named = paths.slice(0, NAMED).map(quoteName).join(', ');
  return paths.length > NAMED ? `${named} and ${paths.length - NAMED} more` : named;
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

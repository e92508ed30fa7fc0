/**
 * Remarks about a function's source that a user should see once, before it leaves this machine:
 * secrets that were left out, keys that were not, and a source so large that something should
 * probably be ignored.
 * Pure, from the list of entries. Nothing here changes what is hashed or sent.
 */
import type { Notice } from '../../contract/notices.js';
import type { SourceEntry } from '../../contract/runtime.js';

/** A remark; `level` is the type of the event that carries it. */
export interface SourceNotice {
  readonly level: 'note' | 'warning';
  readonly notice: Notice;
}

const KEY_FILE = /(?:\.(?:pem|key|p12|pfx)|(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519))$/;

/**
 * Sizes above which a source gets a warning, and how many of its largest files the warning names.
 */
const LARGE = { bytes: 500 * 1024 * 1024, files: 50_000, named: 5 };

/** All remarks about one source; `leftOut` are the paths that looked like secrets. */
export function sourceNotices(entries: readonly SourceEntry[], leftOut: readonly string[]): readonly SourceNotice[] {
  const keys = entries.filter((entry) => entry.kind === 'file' && KEY_FILE.test(entry.path)).map((entry) => entry.path);
  const notices: SourceNotice[] = [];
  if (leftOut.length > 0)
    notices.push({ level: 'note', notice: { code: 'secrets-left-out', facts: { paths: leftOut } } });
  if (keys.length > 0) notices.push({ level: 'warning', notice: { code: 'keys-included', facts: { paths: keys } } });
  return [...notices, ...largeNotice(entries)];
}

function largeNotice(entries: readonly SourceEntry[]): SourceNotice[] {
  const bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (bytes < LARGE.bytes && entries.length < LARGE.files) return [];
  const bySize = entries.toSorted((a, b) => b.size - a.size).slice(0, LARGE.named);
  const largest = bySize.map(({ path, size }) => ({ path, bytes: size }));
  const facts = { files: entries.length, bytes, largest };
  return [{ level: 'warning', notice: { code: 'source-large', facts } }];
}

/**
 * Reads a tar archive in memory, for looking into image layers: names, modes, owners, times and bytes.
 *
 * Format: 512-byte headers (POSIX ustar), each followed by its data in whole blocks. A header of type `x` (pax) holds
 * `<length> <key>=<value>\n` records for the entry after it; Docker writes them for long names and for times with fractions.
 */

export interface TarEntry {
  /** Without a leading or trailing slash. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** What a hard or symbolic link points to, as it is written. */
  readonly linkname: string;
  /** Seconds since 1970, as text where a pax record gives fractions. */
  readonly mtime: string;
  readonly data: Buffer;
  /** Where a link leads; empty for everything else. */
  readonly target: string;
}

const BLOCK = 512;

/** All entries in their order. */
export function readTar(archive: Buffer): TarEntry[] {
  const entries: TarEntry[] = [];
  let pax: Record<string, string> = {};
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const header = archive.subarray(at, at + BLOCK);
    const size = Number(pax['size'] ?? octal(header, 124, 12));
    const data = archive.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'x') {
      pax = paxRecords(data);
      continue;
    }
    if (type !== 'g') entries.push(entry(header, type, data, pax));
    pax = {};
  }
  return entries;
}

function entry(header: Buffer, type: string, data: Buffer, pax: Record<string, string>): TarEntry {
  const prefix = text(header, 345, 155);
  const name = pax['path'] ?? (prefix === '' ? '' : `${prefix}/`) + text(header, 0, 100);
  const kinds: Record<string, TarEntry['kind']> = {
    '0': 'file',
    '\0': 'file',
    '5': 'directory',
    '1': 'link',
    '2': 'link',
  };
  return {
    path: name.replace(/^\.?\//, '').replace(/\/$/, ''),
    kind: kinds[type] ?? 'other',
    mode: octal(header, 100, 8),
    uid: octal(header, 108, 8),
    gid: octal(header, 116, 8),
    linkname: pax['linkpath'] ?? text(header, 157, 100),
    mtime: pax['mtime'] ?? String(octal(header, 136, 12)),
    data,
    target: pax['linkpath'] ?? text(header, 157, 100),
  };
}

function paxRecords(data: Buffer): Record<string, string> {
  const records: Record<string, string> = {};
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const end = at + Number(data.toString('latin1', at, space));
    const [, key = '', value = ''] = /^([^=]*)=([^]*)\n$/.exec(data.toString('utf8', space + 1, end)) ?? [];
    records[key] = value;
    at = end;
  }
  return records;
}

const text = (header: Buffer, from: number, length: number): string =>
  header.toString('utf8', from, from + length).replace(/\0[^]*$/, '');

const octal = (header: Buffer, from: number, length: number): number =>
  Number.parseInt(text(header, from, length).trim() || '0', 8);

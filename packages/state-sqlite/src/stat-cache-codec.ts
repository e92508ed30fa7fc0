/**
 * Encodes the stat cache of one function as one blob. Ten thousand files are read back in a few
 * milliseconds; ten thousand rows would take ten times as long.
 *
 *     offset  bytes     content, by column instead of by record
 *     0       8         format, u64 = 1
 *     8       8         when it was taken, i64, nanoseconds since 1970
 *     16      8         n, number of records, u64
 *     24      n * 40    dev, ino, size, mtime, ctime of each record, i64 each
 *     …       n * 32    SHA-256 of each record
 *     …       rest      the n paths in UTF-8, separated by NUL
 *
 * Integers use this machine's byte order, because the cache describes this machine's inodes. A blob
 * that makes no sense counts as no cache. Unsigned numbers are stored as two's complement and are
 * unsigned again after decoding.
 */
import type { StatCache, StatRecord } from '@smolfaas/core';

const FORMAT = 1n;
const HEADER = 3;
const NUMBERS = 5;
const HASH_BYTES = 32;

/** Encodes a cache; the records keep their order. */
export function encodeStatCache(cache: StatCache): Buffer {
  const records = [...cache.records.values()];
  const numbers = new BigInt64Array(HEADER + records.length * NUMBERS);
  numbers.set([FORMAT, cache.takenNs, BigInt(records.length)]);
  for (const [index, { dev, ino, size, mtimeNs, ctimeNs }] of records.entries()) {
    numbers.set([dev, ino, size, mtimeNs, ctimeNs], HEADER + index * NUMBERS);
  }
  const hashes = Buffer.from(records.map((record) => record.sha256).join(''), 'hex');
  const paths = Buffer.from(records.map((record) => record.path).join('\0'));
  return Buffer.concat([Buffer.from(numbers.buffer), hashes, paths]);
}

/**
 * Decodes a blob. Returns undefined for one that `encodeStatCache` did not make on this machine.
 */
export function decodeStatCache(blob: Uint8Array): StatCache | undefined {
  // A separate copy: the view below needs an offset that is a multiple of eight.
  const bytes = Buffer.from(Uint8Array.from(blob).buffer);
  if (bytes.length < HEADER * 8) return undefined;
  const [format, takenNs = 0n, count = 0n] = new BigInt64Array(bytes.buffer, 0, HEADER);
  const n = Number(count);
  const hashesAt = (HEADER + n * NUMBERS) * 8;
  const pathsAt = hashesAt + n * HASH_BYTES;
  if (format !== FORMAT || n < 0 || pathsAt > bytes.length) return undefined;
  const numbers = new BigInt64Array(bytes.buffer, HEADER * 8, n * NUMBERS);
  const hashes = bytes.toString('hex', hashesAt, pathsAt);
  const paths = n === 0 ? [] : bytes.toString('utf8', pathsAt).split('\0');
  if (paths.length !== n) return undefined;
  const records = paths.map((path, index) => decodeRecord(path, numbers.subarray(index * NUMBERS), hashes, index));
  return { takenNs, records: new Map(records.map((one) => [one.path, one])) };
}

function decodeRecord(path: string, numbers: BigInt64Array, hashes: string, index: number): StatRecord {
  const [dev = 0n, ino = 0n, size = 0n, mtimeNs = 0n, ctimeNs = 0n] = numbers;
  const sha256 = hashes.slice(index * HASH_BYTES * 2, (index + 1) * HASH_BYTES * 2);
  return { path, dev: unsigned(dev), ino: unsigned(ino), size, mtimeNs, ctimeNs, sha256 };
}

const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);

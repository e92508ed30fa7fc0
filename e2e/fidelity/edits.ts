/**
 * The edits: everything that has been known to make a build tool ship other bytes than it was given.
 *
 * Each is done to a directory `data` with these files, which every function has and no edit has spoilt for the next one:
 *
 *   a.txt, b.txt   the same size, other bytes      tool.sh    executable      big.bin    some megabytes
 *   link -> a.txt  sub/c.txt                       gone.txt   to be removed
 */
import {
  chmodSync,
  lutimesSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  appendFileSync,
  openSync,
  writeSync,
  closeSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Random } from './random.js';

export interface Edit {
  readonly name: string;
  /** Codes with which a function may be refused for it, in which case its old version stays. */
  readonly refused?: readonly string[];
  apply(data: string, random: Random): void;
}

/** How large `big.bin` is, in bytes: many times what is read or sent at once. */
const BIG = 400_000;

/** The time of `a.txt` and `b.txt`, in seconds. They are of one size, too: so nothing but their content tells them apart, nor from older ones. */
const SAME_TIME = 1_700_000_000;

const setTime = (path: string, seconds: number): void => utimesSync(path, seconds, seconds);

/** Rewrites `data`. */
export function freshData(data: string, random: Random): void {
  rmSync(data, { recursive: true, force: true });
  mkdirSync(join(data, 'sub'), { recursive: true });
  for (const name of ['a.txt', 'b.txt', 'gone.txt', 'sub/c.txt']) writeFileSync(join(data, name), random.text(40));
  writeFileSync(join(data, 'tool.sh'), `echo ${random.text(8)}`, { mode: 0o755 });
  writeFileSync(join(data, 'big.bin'), random.text(1000).repeat(BIG / 1000));
  symlinkSync('a.txt', join(data, 'link'));
  for (const name of ['a.txt', 'b.txt']) setTime(join(data, name), SAME_TIME);
}

/** Other bytes, the same size and the same times: only the change time differs, which no program can set. */
function overwriteUnseen(path: string, random: Random): void {
  const { size, atime, mtime } = statSync(path);
  const file = openSync(path, 'r+');
  writeSync(file, random.text(Math.min(size, 40)), Math.max(0, size - 40));
  closeSync(file);
  utimesSync(path, atime, mtime);
}

/** Done between two runs: the next `up` must see every one. */
export const BEFORE: readonly Edit[] = [
  { name: 'same size and time', apply: (d, r) => overwriteUnseen(join(d, 'a.txt'), r) },
  { name: 'same size and time, large file', apply: (d, r) => overwriteUnseen(join(d, 'big.bin'), r) },
  { name: 'appended', apply: (d, r) => appendFileSync(join(d, 'a.txt'), r.text(10)) },
  { name: 'emptied', apply: (d) => truncateSync(join(d, 'a.txt'), 0) },
  {
    name: 'emptied, its time put back',
    apply: (d) => (truncateSync(join(d, 'a.txt'), 0), setTime(join(d, 'a.txt'), SAME_TIME)),
  },
  {
    name: 'appended, its time put back',
    apply: (d, r) => (appendFileSync(join(d, 'a.txt'), r.text(3)), setTime(join(d, 'a.txt'), SAME_TIME)),
  },
  { name: 'truncated', apply: (d) => truncateSync(join(d, 'big.bin'), BIG / 2) },
  { name: 'made executable', apply: (d) => chmodSync(join(d, 'a.txt'), 0o755) },
  { name: 'no longer executable', apply: (d) => chmodSync(join(d, 'tool.sh'), 0o644) },
  {
    name: 'mode 0600',
    apply: (d, r) => (appendFileSync(join(d, 'a.txt'), r.text(3)), chmodSync(join(d, 'a.txt'), 0o600)),
  },
  {
    name: 'setuid',
    apply: (d, r) => (appendFileSync(join(d, 'a.txt'), r.text(3)), chmodSync(join(d, 'a.txt'), 0o4755)),
  },
  { name: 'renamed', apply: (d) => renameSync(join(d, 'a.txt'), join(d, 'z.txt')) },
  { name: 'renamed in its case only', apply: (d) => renameSync(join(d, 'a.txt'), join(d, 'A.TXT')) },
  {
    name: 'two files swapped',
    apply(d) {
      renameSync(join(d, 'a.txt'), join(d, 'x'));
      renameSync(join(d, 'b.txt'), join(d, 'a.txt'));
      renameSync(join(d, 'x'), join(d, 'b.txt'));
    },
  },
  {
    name: 'a file replaces another, with its time',
    apply(d, r) {
      const { atime, mtime: time } = statSync(join(d, 'a.txt'));
      writeFileSync(join(d, 'x'), r.text(40));
      utimesSync(join(d, 'x'), atime, time);
      renameSync(join(d, 'x'), join(d, 'a.txt'));
    },
  },
  { name: 'removed', apply: (d) => rmSync(join(d, 'gone.txt')) },
  { name: 'directory removed', apply: (d) => rmSync(join(d, 'sub'), { recursive: true }) },
  { name: 'file becomes directory', apply: (d) => (rmSync(join(d, 'a.txt')), mkdirSync(join(d, 'a.txt'))) },
  {
    name: 'file becomes directory with a file',
    apply: (d, r) => (
      rmSync(join(d, 'a.txt')), mkdirSync(join(d, 'a.txt')), writeFileSync(join(d, 'a.txt/in'), r.text(5))
    ),
  },
  {
    name: 'directory becomes file',
    apply: (d, r) => (rmSync(join(d, 'sub'), { recursive: true }), writeFileSync(join(d, 'sub'), r.text(5))),
  },
  { name: 'link leads elsewhere', apply: (d) => (rmSync(join(d, 'link')), symlinkSync('b.txt', join(d, 'link'))) },
  { name: 'link becomes file', apply: (d, r) => (rmSync(join(d, 'link')), writeFileSync(join(d, 'link'), r.text(5))) },
  { name: 'file becomes link', apply: (d) => (rmSync(join(d, 'a.txt')), symlinkSync('b.txt', join(d, 'a.txt'))) },
  { name: 'link to outside', apply: (d) => (rmSync(join(d, 'link')), symlinkSync('/etc/passwd', join(d, 'link'))) },
  { name: 'link upwards', apply: (d) => symlinkSync('../../../../../etc', join(d, 'up')) },
  { name: 'link to a directory', apply: (d) => symlinkSync('sub', join(d, 'dir')) },
  { name: 'dangling link', apply: (d) => symlinkSync('nowhere', join(d, 'dangling')) },
  { name: 'loop of links', apply: (d) => (symlinkSync('two', join(d, 'one')), symlinkSync('one', join(d, 'two'))) },
  {
    name: 'link to itself, and to its directory',
    apply: (d) => (symlinkSync('me', join(d, 'me')), symlinkSync('.', join(d, 'here'))),
  },
  { name: 'time of a link', apply: (d) => (symlinkSync('b.txt', join(d, 'old')), lutimesSync(join(d, 'old'), 0, 0)) },
  {
    name: 'hard links',
    apply: (d) => (linkSync(join(d, 'a.txt'), join(d, 'twin')), linkSync(join(d, 'a.txt'), join(d, 'sub/twin'))),
  },
  {
    name: 'hard link changed through its twin',
    apply: (d, r) => (linkSync(join(d, 'a.txt'), join(d, 'twin')), overwriteUnseen(join(d, 'twin'), r)),
  },
  {
    name: 'names that differ in their Unicode form only',
    apply: (d, r) => (writeFileSync(join(d, 'caf\u00e9'), r.text(5)), writeFileSync(join(d, 'cafe\u0301'), r.text(5))),
  },
  {
    name: 'names beyond the basic plane',
    apply: (d, r) => (writeFileSync(join(d, '\u{1f642}'), r.text(5)), writeFileSync(join(d, '\uffe6'), r.text(5))),
  },
  {
    name: 'names that are patterns, options and escapes elsewhere',
    apply(d, r) {
      for (const name of ['*', '?', '[a]', '!x', '#y', '-rf', 'back\\slash', ' blanks ', '~', '$HOME', 'a+b%41'])
        writeFileSync(join(d, name), r.text(5));
    },
  },
  {
    name: 'names around a directory in order',
    apply: (d, r) => (
      writeFileSync(join(d, 'sub.txt'), r.text(5)),
      writeFileSync(join(d, 'sub-x'), r.text(5)),
      writeFileSync(join(d, 'sub0'), r.text(5))
    ),
  },
  { name: 'a name of 255 bytes', apply: (d, r) => writeFileSync(join(d, 'n'.repeat(255)), r.text(5)) },
  {
    name: 'a deep tree',
    apply(d, r) {
      const deep = join(d, ...Array.from({ length: 60 }, (_, level) => `level-${level}`));
      mkdirSync(deep, { recursive: true });
      writeFileSync(join(deep, 'bottom'), r.text(5));
    },
  },
  {
    name: 'many small files',
    apply(d, r) {
      mkdirSync(join(d, 'many'));
      for (let at = 0; at < 500; at++) writeFileSync(join(d, 'many', String(at)), r.text(at % 7));
    },
  },
  {
    name: 'empty file and empty directories',
    apply: (d) => (writeFileSync(join(d, 'empty'), ''), mkdirSync(join(d, 'hollow/inner'), { recursive: true })),
  },
  {
    name: 'sparse file',
    apply: (d, r) => (writeFileSync(join(d, 'sparse'), r.text(5)), truncateSync(join(d, 'sparse'), 1_000_000)),
  },
  {
    name: 'time of 1970',
    apply: (d, r) => (appendFileSync(join(d, 'a.txt'), r.text(3)), setTime(join(d, 'a.txt'), 0)),
  },
  {
    name: 'time before 1970',
    apply: (d, r) => (appendFileSync(join(d, 'a.txt'), r.text(3)), setTime(join(d, 'a.txt'), -1_000_000_000.5)),
  },
  {
    name: 'time in the future',
    apply: (d, r) => (appendFileSync(join(d, 'a.txt'), r.text(3)), setTime(join(d, 'a.txt'), 4_102_444_800)),
  },
  {
    name: 'time that 64 bits of nanoseconds do not hold',
    apply: (d, r) => (appendFileSync(join(d, 'a.txt'), r.text(3)), setTime(join(d, 'a.txt'), 12_000_000_000)),
  },
  { name: 'only the time', apply: (d) => setTime(join(d, 'a.txt'), 1_000_000_000) },
  { name: 'a named pipe', refused: ['source-special-file'], apply: (d) => pipe(join(d, 'pipe')) },
  { name: 'a name with a line break', refused: ['source-bad-name'], apply: (d) => writeFileSync(join(d, 'a\nb'), '') },
  {
    name: 'an unreadable file',
    refused: ['source-unreadable'],
    apply: (d, r) => (appendFileSync(join(d, 'a.txt'), r.text(3)), chmodSync(join(d, 'a.txt'), 0)),
  },
  { name: 'an unreadable directory', refused: ['source-unreadable'], apply: (d) => chmodSync(join(d, 'sub'), 0) },
];

/** What a function may be refused with whose source is not what it was when it was looked at. */
const MOVED = ['source-changed', 'source-unreadable', 'source-special-file'];

/** Done after the source was hashed: what is built is what was hashed, or it is hashed again, or it is refused. */
export const MEANWHILE: readonly Edit[] = [
  { name: 'overwritten unseen', apply: (d, r) => overwriteUnseen(join(d, 'a.txt'), r) },
  { name: 'end of the large file overwritten unseen', apply: (d, r) => overwriteUnseen(join(d, 'big.bin'), r) },
  { name: 'appended', apply: (d, r) => appendFileSync(join(d, 'big.bin'), r.text(10)) },
  { name: 'emptied', apply: (d) => truncateSync(join(d, 'a.txt'), 0) },
  { name: 'large file emptied', apply: (d) => truncateSync(join(d, 'big.bin'), 0) },
  { name: 'large file truncated', apply: (d) => truncateSync(join(d, 'big.bin'), BIG - 1) },
  { name: 'removed', apply: (d) => rmSync(join(d, 'gone.txt')) },
  { name: 'large file removed', apply: (d) => rmSync(join(d, 'big.bin')) },
  {
    name: 'large file replaced',
    apply: (d, r) => (
      writeFileSync(join(d, 'x'), r.text(1000).repeat(BIG / 1000)), renameSync(join(d, 'x'), join(d, 'big.bin'))
    ),
  },
  { name: 'renamed', apply: (d) => renameSync(join(d, 'a.txt'), join(d, 'z.txt')) },
  { name: 'another file comes', apply: (d, r) => writeFileSync(join(d, 'late'), r.text(5)) },
  { name: 'a named pipe instead', refused: MOVED, apply: (d) => (rmSync(join(d, 'a.txt')), pipe(join(d, 'a.txt'))) },
  {
    name: 'a link instead',
    refused: MOVED,
    apply: (d) => (rmSync(join(d, 'a.txt')), symlinkSync('b.txt', join(d, 'a.txt'))),
  },
  {
    name: 'a link to outside instead',
    refused: MOVED,
    apply: (d) => (rmSync(join(d, 'b.txt')), symlinkSync('/etc/hostname', join(d, 'b.txt'))),
  },
  {
    name: 'a directory instead',
    refused: MOVED,
    apply: (d) => (rmSync(join(d, 'a.txt')), mkdirSync(join(d, 'a.txt'))),
  },
  {
    name: 'a file instead of its directory',
    refused: MOVED,
    apply: (d) => (rmSync(join(d, 'sub'), { recursive: true }), writeFileSync(join(d, 'sub'), '')),
  },
  { name: 'unreadable', refused: MOVED, apply: (d) => chmodSync(join(d, 'a.txt'), 0) },
  { name: 'executable', apply: (d) => chmodSync(join(d, 'a.txt'), 0o755) },
  { name: 'link leads elsewhere', apply: (d) => (rmSync(join(d, 'link')), symlinkSync('b.txt', join(d, 'link'))) },
  { name: 'only the time', apply: (d) => setTime(join(d, 'a.txt'), 1_000_000_000) },
];

function pipe(path: string): void {
  execFileSync('mkfifo', [path]);
}

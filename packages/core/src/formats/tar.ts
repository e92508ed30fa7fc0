/**
 * A tar archive with plain files: the form in which an engine accepts a file for a container, or an
 * image, and in which bundles travel.
 *
 * One block of 512 bytes holds name, mode and size in octal text. The content follows, padded to
 * whole blocks. Two empty blocks end the archive (POSIX.1-1988 ustar). The time is 0, so equal files
 * give equal bytes.
 */

/**
 * A file to pack. The name is relative: at most 100 bytes, or at most 155 before a slash and 100
 * after it.
 */
export interface TarFile {
  readonly name: string;
  readonly mode: number;
  /** Numeric user and group; root by default. */
  readonly owner?: number;
  readonly content: string | Uint8Array;
}

const BLOCK = 512;
const NAME = { at: 0, length: 100 };
const SIZE = { at: 124, length: 12 };
/** The largest number that eleven octal digits can express. */
export const LARGEST_FILE = 8 ** 11 - 1;
/** The two empty blocks that end an archive. */
export const TAR_END: Uint8Array = Buffer.alloc(2 * BLOCK);

/** Packs the files in the given order. */
export function tar(files: readonly TarFile[]): Uint8Array {
  return Buffer.concat([...files.map(tarEntry), TAR_END]);
}

/** One file of an archive, without the end of the archive. */
export function tarEntry(file: TarFile): Buffer {
  const content = Buffer.from(file.content);
  return Buffer.concat([tarHeader(file, content.length), content, tarPadding(content.length)]);
}

/**
 * Content of the first entry if it has this name. Undefined if it has another name, or if the bytes
 * end before the content does.
 */
export function firstEntry(name: string, bytes: Buffer): Buffer | undefined {
  if (bytes.length < BLOCK || textOf(bytes, NAME) !== name) return undefined;
  const size = Number.parseInt(textOf(bytes, SIZE), 8);
  return bytes.length < BLOCK + size ? undefined : bytes.subarray(BLOCK, BLOCK + size);
}

function textOf(bytes: Buffer, { at, length }: { readonly at: number; readonly length: number }): string {
  return bytes.toString('latin1', at, at + length).replace(/\0.*$/s, '');
}

/** Padding after a content of this many bytes. */
export function tarPadding(size: number): Uint8Array {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/**
 * Header before a content of this many bytes, at most LARGEST_FILE. Offsets and widths follow the
 * ustar header. The checksum is the sum of all bytes, with its own field read as spaces.
 */
export function tarHeader(file: Omit<TarFile, 'content'>, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  const cut = Buffer.byteLength(file.name) > 100 ? file.name.lastIndexOf('/') : -1;
  block.write(file.name.slice(cut + 1), 0, 100);
  block.write(octal(file.mode, 8), 100);
  block.write(octal(file.owner ?? 0, 8), 108); // uid
  block.write(octal(file.owner ?? 0, 8), 116); // gid
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136); // mtime
  block.write(' '.repeat(8), 148);
  block.write('0', 156); // a regular file
  block.write('ustar\x0000', 257);
  if (cut >= 0) block.write(file.name.slice(0, cut), 345, 155);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

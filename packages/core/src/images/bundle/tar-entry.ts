/**
 * One file of a tar archive: the block of 512 bytes that names it, its content, and zeros up to the next whole block (POSIX.1-1988
 * ustar). The first entry of a bundle is written and read by it; the rest of the archive is the engine's own.
 */
const BLOCK = 512;
const NAME = { at: 0, length: 100 };
const SIZE = { at: 124, length: 12 };

/** An entry as bytes: owner is root, the time is 0. The name is at most 100 bytes. */
export function tarEntry(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  header.write(name, NAME.at, NAME.length);
  header.write(octal(0o644, 8), 100);
  header.write(octal(0, 8), 108); // uid
  header.write(octal(0, 8), 116); // gid
  header.write(octal(content.length, SIZE.length), SIZE.at);
  header.write(octal(0, 12), 136); // mtime
  header.write(' '.repeat(8), 148); // the checksum counts its own field as blanks
  header.write('0', 156); // a regular file
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc(-content.length & (BLOCK - 1))]);
}

/** Content of the first entry, if it has this name; undefined when it has another, or when the bytes do not reach its end. */
export function firstEntry(name: string, bytes: Buffer): Buffer | undefined {
  if (bytes.length < BLOCK || textOf(bytes, NAME) !== name) return undefined;
  const size = Number.parseInt(textOf(bytes, SIZE), 8);
  return bytes.length < BLOCK + size ? undefined : bytes.subarray(BLOCK, BLOCK + size);
}

function textOf(bytes: Buffer, { at, length }: { readonly at: number; readonly length: number }): string {
  return bytes.toString('latin1', at, at + length).replace(/\0.*$/s, '');
}

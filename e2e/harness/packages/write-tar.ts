/**
 * A tar archive with plain text files, for tarballs of npm. Written here and not with the product's own code, which is what the tests
 * judge. POSIX.1-1988 ustar: a block of 512 bytes says name, mode and size in octal text, the content follows in whole blocks.
 */
const BLOCK = 512;

/** Files by path, each at most 100 bytes long. */
export function writeTar(files: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(files).flatMap(([path, text]) => {
    const content = Buffer.from(text);
    return [header(path, content.length), content, Buffer.alloc(-content.length & (BLOCK - 1))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function header(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0);
  block.write(`0000644\0${'0'.repeat(7)}\0${'0'.repeat(7)}\0`, 100, 'latin1');
  block.write(`${size.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0${' '.repeat(8)}0`, 124, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asNobody } from '../as-nobody.test.fixture.js';
import { CHUNK_SIZE, sendFile } from './read-file.js';
import type { FileEntry } from './tree.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bkt-read-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(content: string | Buffer): FileEntry {
  writeFileSync(join(root, 'f'), content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { path: 'f', kind: 'file', mode: 0o644, size: Buffer.byteLength(content), mtimeSeconds: 0, sha256 };
}

async function read(entry: FileEntry, onChunk: () => void = () => undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  await sendFile(root, entry, async (chunk) => {
    chunks.push(chunk);
    onChunk();
  });
  return Buffer.concat(chunks);
}

test.each([0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 3 * CHUNK_SIZE])(
  '%d bytes arrive as they are',
  async (size) => {
    const content = Buffer.alloc(size, 'abc');
    expect((await read(write(content))).equals(content)).toBe(true);
  },
);

test('other bytes, fewer bytes and more bytes are a change', async () => {
  for (const content of ['other', 'les', 'longer than before']) {
    const entry = write('first');
    writeFileSync(join(root, 'f'), content);
    await expect(read(entry)).rejects.toMatchObject({ code: 'source-changed', details: { path: 'f' } });
  }
});

test('a file that grows while it is read is a change', async () => {
  const entry = write(Buffer.alloc(2 * CHUNK_SIZE));
  await expect(read(entry, () => appendFileSync(join(root, 'f'), 'x'))).rejects.toMatchObject({
    code: 'source-changed',
  });
});

test('a link, a directory and a FIFO in its place are changes, and none of them is waited for', async () => {
  const entry = write('first');
  const replacements = [
    () => symlinkSync('/etc/hostname', join(root, 'f')),
    () => mkdirSync(join(root, 'f')),
    () => void execFileSync('mkfifo', [join(root, 'f')]),
  ];
  for (const replace of replacements) {
    rmSync(join(root, 'f'), { recursive: true });
    replace();
    await expect(read(entry)).rejects.toMatchObject({ code: 'source-changed' });
  }
});

test('a vanished file is a change', async () => {
  const entry = write('first');
  rmSync(join(root, 'f'));
  await expect(read(entry)).rejects.toMatchObject({ code: 'source-changed', details: { path: 'f' } });
});

test('a forbidden file is unreadable, with its errno', async () => {
  const entry = write('first');
  chmodSync(join(root, 'f'), 0);
  chmodSync(root, 0o755);
  const said = asNobody(
    { sendFile: new URL('../../dist/filesync/read-file.js', import.meta.url) },
    `const error = await sendFile(${JSON.stringify(root)}, ${JSON.stringify(entry)}, async () => {}).catch((e) => e);
    return [error.code, error.details];`,
  );
  expect(said).toEqual(['source-unreadable', { path: 'f', errno: 'EACCES' }]);
});

/**
 * A bundle on a real disk: reading returns what was written, and damage is detected.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { checkBundle, readBundle, writeBundle } from './bundle-file.js';
import type { BundleManifest } from './manifest.js';
import { parseManifest } from './manifest.js';
import { tarEntry } from '../../formats/tar.js';

const dir = mkdtempSync(join(tmpdir(), 'smolfaas-bundle-'));
afterAll(() => rmSync(dir, { recursive: true }));

const signal = new AbortController().signal;
const manifest: BundleManifest = {
  platform: 'linux/amd64',
  images: ['docker.io/library/node:24-slim'],
  functions: [{ function: 'a', contentHash: 'c', recipeKey: 'r', name: 'fn-a:0123456789ab' }],
};
/** As an engine would save it: a tar archive with its end marker. */
const archive = Buffer.concat([
  tarEntry({ name: 'layer', mode: 0o644, content: Buffer.alloc(300_000, 'layer ') }),
  Buffer.alloc(1024),
]);
const chunks = () => Readable.from([archive.subarray(0, 7), archive.subarray(7, 70_000), archive.subarray(70_000)]);
const write = (name: string) => writeBundle(join(dir, name), manifest, chunks(), signal);

async function archiveOf(name: string): Promise<Buffer> {
  let read: Buffer | undefined;
  await readBundle(join(dir, name), async (stream) => void (read = await buffer(stream)), signal);
  return read ?? Buffer.alloc(0);
}

describe.each(['b.tar', 'b.tar.gz', 'b.tgz'])('%s', (name) => {
  it('comes back as it was', async () => {
    const bytes = await write(name);
    expect(bytes).toBe(readFileSync(join(dir, name)).length);
    expect(await checkBundle(join(dir, name), signal)).toEqual(manifest);
    expect((await archiveOf(name)).subarray(-archive.length).equals(archive)).toBe(true);
  });

  it('is a tar archive to other programs', () => {
    const listed = execFileSync('tar', ['-tf', join(dir, name)], { stdio: ['ignore', 'pipe', 'ignore'] });
    expect(String(listed).trim().split('\n')).toEqual(['smolfaas-bundle.json', 'layer']);
  });

  it('has the same bytes each time', async () => {
    const hash = () =>
      createHash('sha256')
        .update(readFileSync(join(dir, name)))
        .digest('hex');
    const first = hash();
    await write(name);
    expect(hash()).toBe(first);
  });

  it('cut anywhere, it is known to be cut', async () => {
    const whole = readFileSync(join(dir, name));
    for (const length of [0, 1, 100, 600, whole.length >> 1, whole.length - 1]) {
      writeFileSync(join(dir, 'harmed'), whole.subarray(0, length));
      await expect(checkBundle(join(dir, 'harmed'), signal)).rejects.toMatchObject({ code: 'bundle-unusable' });
    }
  });

  it('with a bit turned over anywhere, it is known to be damaged', async () => {
    const whole = readFileSync(join(dir, name));
    for (const at of [20, 600, whole.length >> 1, whole.length - 2]) {
      const harmed = Buffer.from(whole);
      harmed[at] = (harmed[at] ?? 0) ^ 4;
      writeFileSync(join(dir, 'harmed'), harmed);
      await expect(checkBundle(join(dir, 'harmed'), signal)).rejects.toMatchObject({ code: 'bundle-unusable' });
    }
  });
});

describe('what is no bundle', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['an archive of docker save', archive],
    ['a text', Buffer.from('hello')],
  ])('%s', async (_, bytes) => {
    writeFileSync(join(dir, 'other'), bytes);
    await expect(checkBundle(join(dir, 'other'), signal)).rejects.toMatchObject({ code: 'bundle-unusable' });
  });
  it('a file that is not there, a directory', async () => {
    await expect(checkBundle(join(dir, 'gone'), signal)).rejects.toMatchObject({
      facts: { why: 'there is no such file' },
    });
    await expect(checkBundle(dir, signal)).rejects.toMatchObject({ code: 'bundle-unusable' });
  });
  it.each([
    ['{', 'no JSON'],
    ['[]', 'no object'],
    ['{"smolfaas-bundle":2}', 'version 2'],
    ['{"smolfaas-bundle":1,"platform":"x","images":[],"functions":[{}]}', 'lacks'],
  ])('a manifest %j', (text, why) => expect(parseManifest(text)).toContain(why));
});

describe('writing that fails', () => {
  it('leaves the old file, and nothing beside it', async () => {
    await write('kept.tar');
    const before = readFileSync(join(dir, 'kept.tar'));
    const broken = Readable.from(
      (async function* () {
        yield archive.subarray(0, 512);
        throw new Error('the engine is gone');
      })(),
    );
    await expect(writeBundle(join(dir, 'kept.tar'), manifest, broken, signal)).rejects.toThrow('the engine is gone');
    expect(readFileSync(join(dir, 'kept.tar')).equals(before)).toBe(true);
    expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
  it('says where', async () => {
    const nowhere = writeBundle(join(dir, 'none', 'b.tar'), manifest, chunks(), signal);
    await expect(nowhere).rejects.toMatchObject({ code: 'bundle-unwritable', facts: { errno: 'ENOENT' } });
  });
  it('ends when it is interrupted', async () => {
    const stop = new AbortController();
    const endless = Readable.from(
      (async function* () {
        for (;;) yield Buffer.alloc(1024);
      })(),
    );
    const writing = writeBundle(join(dir, 'endless.tar'), manifest, endless, stop.signal);
    stop.abort(new Error('interrupted'));
    await expect(writing).rejects.toThrow('interrupted');
    expect(readdirSync(dir).filter((name) => name.startsWith('endless'))).toEqual([]);
  });
});

it('a reader that gives up ends the reading with its own reason', async () => {
  await write('b.tar');
  const givesUp = readBundle(join(dir, 'b.tar'), async () => Promise.reject(new Error('no room')), signal);
  await expect(givesUp).rejects.toThrow('no room');
});

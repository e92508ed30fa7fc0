/**
 * A tree of files as a test sees it, from a directory or out of a running container, and the hash that SmolFaaS says it takes of one.
 *
 * Written from the description in `core/src/source/fingerprint/content-hash.ts`, not with its code: only so does an agreement of what
 * is recorded with what is in the image say anything.
 */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { engineSocket } from '../harness/engine.js';
import { readTar } from '../harness/tar.js';

/** One line for each entry, by path: kind, mode, size, hash or link text. */
export type Tree = ReadonlyMap<string, string>;

const line = (kind: string, mode: number, size: number, sha256: string, target: string): string =>
  `${kind} ${mode.toString(8)} ${size} ${sha256}\0${target}`;

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** What is on this disk. Of the modes only "may its owner execute it" counts. */
export function treeOnDisk(dir: string): Tree {
  const tree = new Map<string, string>();
  const walk = (path: string): void => {
    for (const name of readdirSync(join(dir, path))) {
      const child = path === '' ? name : `${path}/${name}`;
      const seen = lstatSync(join(dir, child));
      if (seen.isDirectory()) {
        tree.set(child, line('directory', 0o755, 0, '', ''));
        walk(child);
      } else if (seen.isSymbolicLink()) {
        tree.set(child, line('symlink', 0o777, 0, '', readlinkSync(join(dir, child))));
      } else {
        const bytes = readFileSync(join(dir, child));
        tree.set(child, line('file', seen.mode & 0o100 ? 0o755 : 0o644, bytes.length, sha256(bytes), ''));
      }
    }
  };
  walk('');
  return tree;
}

/** What is below a directory of a container, as the engine's archive of it says; modes as they are. */
export async function treeInContainer(container: string, dir: string): Promise<Tree> {
  const tree = new Map<string, string>();
  for (const { path, kind, mode: withType, data, target } of readTar(await archive(container, dir))) {
    const mode = withType & 0o7777;
    const child = path.replace(/^[^/]*\/?/, '');
    if (child === '') continue;
    if (kind === 'directory') tree.set(child, line(kind, mode, 0, '', ''));
    else if (kind === 'link') tree.set(child, line('symlink', 0o777, 0, '', target));
    else tree.set(child, line(kind, mode, data.length, sha256(data), ''));
  }
  return tree;
}

/** The content hash of a tree. */
export function hashOf(tree: Tree): string {
  const hash = createHash('sha256').update('smolfaas source 1\0');
  const keyed = [...tree].map(([path, text]) => ({ path, text, key: Buffer.from(path.replaceAll('/', '\0')) }));
  for (const { path, text } of keyed.sort((a, b) => a.key.compare(b.key))) {
    const [facts = '', target = ''] = text.split('\0');
    hash.update(`${facts}\0${path}\0${target}\0`);
  }
  return hash.digest('hex');
}

/** What differs, in words, for a failed test. */
export function differences(expected: Tree, found: Tree): string[] {
  const paths = [...new Set([...expected.keys(), ...found.keys()])].sort();
  return paths
    .filter((path) => expected.get(path) !== found.get(path))
    .map((path) => `${path}: ${expected.get(path) ?? 'absent'} | ${found.get(path) ?? 'absent'}`);
}

/** A directory or file of a container, as a tar archive. */
export function archive(container: string, dir: string): Promise<Buffer> {
  const path = `/containers/${container}/archive?path=${encodeURIComponent(dir)}`;
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: engineSocket(), path }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        answer.statusCode === 200
          ? resolve(Buffer.concat(chunks))
          : reject(new Error(`${path}: ${answer.statusCode} ${Buffer.concat(chunks).toString()}`)),
      );
    });
    call.once('error', reject).end();
  });
}

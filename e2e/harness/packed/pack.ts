/**
 * Packs every package of the workspace the way a release does: `pnpm pack` writes the real versions in place of `workspace:`, puts
 * the licence in and runs the packages' own `prepack`.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectRun } from './run.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Packs all of them into an empty directory; gives the absolute paths of the tarballs. */
export async function packAll(into: string): Promise<readonly string[]> {
  await expectRun('pnpm', ['--recursive', '--silent', 'pack', '--pack-destination', into], { cwd: ROOT });
  const tarballs = (await readdir(into)).filter((name) => name.endsWith('.tgz'));
  return tarballs.map((name) => join(into, name));
}

/** The names of all packages that a release publishes. */
export async function workspacePackages(): Promise<readonly string[]> {
  const folders = await readdir(join(ROOT, 'packages'));
  const manifests = await Promise.all(
    folders.map(async (folder) => {
      const text = await readFile(join(ROOT, 'packages', folder, 'package.json'), 'utf8');
      return JSON.parse(text) as { readonly name: string; readonly private?: boolean };
    }),
  );
  return manifests.flatMap((manifest) => (manifest.private === true ? [] : [manifest.name]));
}

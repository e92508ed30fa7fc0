/**
 * The official Go toolchain from the Go module proxy, where it is published as the module `golang.org/toolchain` (this
 * is how `go` updates itself). Fetched with curl, because Go need not be installed here; compared with a checksum kept
 * below, because only `go` could ask the checksum database.
 *
 * A module zip holds neither executables nor nested go.mod files, so both are restored here, as `go` itself does. What
 * a compiler run never reads (tests, documentation) is left out: 215 MB become 180.
 */
import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ask, isInstalled, run } from '../../process/command.mjs';
import { VERSIONS } from '../versions.mjs';

const DEFAULT_PROXY = 'https://proxy.golang.org';
const CHECKSUMS = {
  'linux-amd64': '30c2b1bf7dcc88d3eb0a1364e47ddd9128edb3110a30e8a0ef61cd5856b31de7',
  'linux-arm64': '02b36b6787b3ac767668f630e2998df45a3b1f9ffee08d1bf3ef6487cd658d99',
};
/** Directories at the top: further down, `doc` is a part of the standard library. */
const NOT_NEEDED = ['test', 'api', 'doc'];
const NOT_NEEDED_ANYWHERE = ['*/testdata/*', '*_test.go'];

/** The first usable address of a GOPROXY list (`https://a,direct` or `a|b`), else Go's own default. Pure. */
export function firstProxy(list) {
  const address = (list ?? '').split(/[,|]/).find((entry) => /^https?:\/\//.test(entry));
  return (address ?? DEFAULT_PROXY).replace(/\/$/, '');
}

/** Downloads and unpacks the toolchain; returns the directory that becomes GOROOT. */
export async function unpackGoToolchain({ workDir, platform, signal }) {
  const version = `v0.0.1-go${VERSIONS.go}.${platform.go}`;
  const proxy = firstProxy(process.env.GOPROXY ?? (isInstalled('go') ? ask('go', ['env', 'GOPROXY']) : undefined));
  const zip = join(workDir, 'go.zip');
  const url = `${proxy}/golang.org/toolchain/@v/${version}.zip`;
  await run('curl', ['--fail', '--silent', '--show-error', '--location', '--retry', '2', '--output', zip, url], {
    signal,
  });
  await verifyChecksum(zip, url, CHECKSUMS[platform.go]);
  const unpacked = join(workDir, 'go');
  const top = `golang.org/toolchain@${version}`;
  const without = [...NOT_NEEDED.map((name) => `${top}/${name}/*`), ...NOT_NEEDED_ANYWHERE];
  await run('unzip', ['-q', zip, '-d', unpacked, '-x', ...without], { signal });
  const root = join(unpacked, top);
  await restoreWhatZipsCannotHold(root);
  return root;
}

async function verifyChecksum(file, url, expected) {
  const actual = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  if (actual !== expected) throw new Error(`${url} has the SHA-256 ${actual}, expected ${expected}`);
}

async function restoreWhatZipsCannotHold(root) {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const below = path.slice(root.length + 1);
    if (entry.name === '_go.mod') await rename(path, join(path, '..', 'go.mod'));
    else if (entry.isFile() && /^(bin|pkg\/tool\/[^/]+)\//.test(below)) await chmod(path, 0o755);
  }
}

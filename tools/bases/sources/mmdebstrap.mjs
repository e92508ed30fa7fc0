/**
 * One root file system of a Debian release, made by mmdebstrap: it bootstraps into a directory with apt itself, in a third of the time of
 * debootstrap.
 *
 * The mirror is the host's own when the host is Debian (often a near or the only reachable one), else Debian's.
 */
import { readdir, readFile } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../process/command.mjs';

const DEFAULT_MIRROR = 'https://deb.debian.org/debian';
export const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The first mirror of Debian's main archive in apt's source files (both formats), or undefined. Pure. */
export function mirrorOf(sources) {
  const uris = sources.matchAll(/^(?:URIs:|deb(?:\s+\[[^\]]*\])?)\s+(https?:\/\/\S+)/gim);
  for (const [, uri] of uris) if (/\/debian\/?$/.test(uri)) return uri.replace(/\/$/, '');
  return undefined;
}

/** The address that packages of any release are taken from. */
export async function debianMirror() {
  const listed = ['/etc/apt/sources.list'];
  const directory = '/etc/apt/sources.list.d';
  if (existsSync(directory)) listed.push(...(await readdir(directory)).sort().map((name) => join(directory, name)));
  const texts = await Promise.all(
    listed.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile()).map((file) => readFile(file, 'utf8')),
  );
  return mirrorOf(texts.join('\n')) ?? DEFAULT_MIRROR;
}

/**
 * Bootstraps into `target`. `arch` is Debian's name of the processor; `options` are apt's and stay in the new system; `hook` is shell text
 * that runs before apt cleans up, with the root as its `$1`.
 */
export async function bootstrap(target, { suite, packages, arch, mirror, options = [], hook, signal }) {
  const args = [
    '--mode=root',
    '--variant=apt',
    '--format=directory',
    `--architectures=${arch}`,
    `--include=${packages.join(',')}`,
    '--dpkgopt=force-unsafe-io',
    '--aptopt=Acquire::Languages "none"',
    ...options.map((option) => `--aptopt=${option}`),
    ...(hook === undefined ? [] : [`--customize-hook=${hook}`]),
    suite,
    target,
    `deb [signed-by=${KEYRING}] ${mirror} ${suite} main`,
  ];
  await run('mmdebstrap', args, { signal, env: { ...process.env, SOURCE_DATE_EPOCH: '0' } });
}

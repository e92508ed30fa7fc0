/**
 * Image layers: a directory of staged files becomes a tar that is the same, byte for byte, every time.
 *
 * An image is a list of layers and a small config that names each layer by the SHA-256 of its tar (OCI image spec,
 * "diff_id"). BuildKit keys every build step by the layers below it, so a base made twice from the same packages must
 * give the same digests, or all functions build again. Hence:
 *  1. names are sorted, times are 0, owners are numbers;
 *  2. extended attributes are kept only where a layer asks for them (a file capability);
 *  3. a finished tar stays in the cache, named after what it was made from, and is never made again.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandFailed } from '../process/command.mjs';

const REPRODUCIBLE = ['--sort=name', '--mtime=@0', '--numeric-owner', '--format=posix'];
const NO_PROCESS_TRACES = '--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime';

/** The tar arguments for one layer; `owners: 'staged'` keeps the owners that the staged files have, else all is root's. */
function tarArguments(directory, { owners, capabilities, skip = [] }) {
  return [
    ...REPRODUCIBLE,
    NO_PROCESS_TRACES,
    ...(owners === 'staged' ? [] : ['--owner=0', '--group=0']),
    ...(capabilities ? ['--xattrs', '--xattrs-include=security.capability'] : []),
    ...skip.map((pattern) => `--exclude=${pattern}`),
    '-C',
    directory,
    '-cf',
    '-',
    '.',
  ];
}

/** The cached layer `id` (`{ file, digest, size }`; digest is `sha256:…`), or undefined when it was never made. */
export async function cachedLayer(cacheDir, id) {
  const file = join(cacheDir, 'layers', `${id}.tar`);
  try {
    const digest = (await readFile(`${file}.digest`, 'utf8')).trim();
    return { file, digest, size: (await stat(file)).size };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Makes a layer of everything below `directory` and keeps it in the cache. The tar gets its final name only when it is
 * complete, and its digest file last: an interrupted run leaves nothing that the next would believe.
 */
export async function packLayer(cacheDir, id, directory, options = {}) {
  const file = join(cacheDir, 'layers', `${id}.tar`);
  const partial = `${file}.${process.pid}.partial`;
  await mkdir(join(cacheDir, 'layers'), { recursive: true });
  const digest = `sha256:${await writeTar(tarArguments(directory, options), partial, options.signal)}`;
  await rename(partial, file);
  await writeFile(`${file}.digest`, `${digest}\n`);
  return { file, digest, size: (await stat(file)).size };
}

/** Runs tar, writes its output to `file` and returns the SHA-256 of it in hexadecimal. */
async function writeTar(args, file, signal) {
  const tar = spawn('tar', args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  const complaints = [];
  tar.stderr.on('data', (chunk) => void complaints.push(chunk));
  const ended = new Promise((resolve) => {
    tar.once('error', (error) => resolve(error.message));
    tar.once('close', (code) => resolve(code === 0 ? undefined : `ended with code ${code}`));
  });
  const hash = createHash('sha256');
  const tap = new PassThrough().on('data', (chunk) => void hash.update(chunk));
  await pipeline(tar.stdout, tap, createWriteStream(file));
  const outcome = await ended;
  if (outcome !== undefined) throw new CommandFailed('tar', args, outcome, Buffer.concat(complaints).toString());
  return hash.digest('hex');
}

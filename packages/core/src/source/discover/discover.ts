/**
 * Stage 1, discover: which functions does this directory contain?
 *
 * Before: only settings. After: detect and fingerprint, for each candidate. A function is a direct
 * sub-directory. SmolFaaS silently skips names that start with `.` or `_`, `node_modules`,
 * directories that are only shared by functions, and everything that is not a directory.
 *
 * Invariants:
 *  1. A candidate that cannot be a function is reported with its error and never hides another one.
 *  2. Names are read as bytes, so that a name that is not valid text is reported and not altered.
 *
 * Gotcha: a directory may be a symbolic link, but only to a directory below the functions
 * directory. Otherwise a folder of functions could make SmolFaaS read, hash and send any directory
 * of this machine.
 */
import { type Dirent, constants } from 'node:fs';
import { access, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { SmolfaasError } from '../../contract/errors.js';
import { errnoOf } from '../errno.js';
import type { FunctionChoice } from '../../contract/settings.js';
import { checkFunctionName } from './function-name.js';
import { quoteName } from '../quote-name.js';
import { normalPath } from '../shared/shared-paths.js';

/**
 * A sub-directory that may be a function. With an `error` it cannot be one, and `name` is only for
 * display.
 */
export interface Candidate {
  readonly name: string;
  /** Absolute path of its source; for a linked directory, the target of the link. */
  readonly dir: string;
  readonly error?: SmolfaasError;
}

export interface Discovered {
  /** Absolute path without symbolic links: half of the project's identity. */
  readonly functionsDir: string;
  /** Sorted by name. */
  readonly candidates: readonly Candidate[];
}

/**
 * Lists the functions of a directory.
 * @param prefix of images and containers; it counts towards the limit on a name's length
 * @param chosen what the project file sets, by function
 * @throws functions-dir-missing, functions-dir-not-directory, functions-dir-unreadable
 */
export async function discoverFunctions(
  functionsDir: string,
  prefix: string,
  chosen: ReadonlyMap<string, FunctionChoice> = new Map(),
): Promise<Discovered> {
  const root = await resolveRoot(functionsDir);
  const found = await Promise.all((await list(root)).map((entry) => candidate(root, entry, prefix)));
  const onlyShared = sharedOnly(chosen);
  const candidates = found
    .filter((one) => one !== undefined)
    .filter(({ name }) => !onlyShared.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  return { functionsDir: root, candidates };
}

/**
 * Names of directories that some function shares as a whole, and that the project file does not name
 * as a function: `../lib` of a function is a library beside it.
 */
function sharedOnly(chosen: ReadonlyMap<string, FunctionChoice>): ReadonlySet<string> {
  const paths = [...chosen.values()].flatMap(({ shared = [] }) => shared.map(normalPath));
  const names = paths.flatMap((path) => /^\.\.\/([^/]+)$/.exec(path)?.[1] ?? []);
  return new Set(names.filter((name) => !chosen.has(name)));
}

async function resolveRoot(path: string): Promise<string> {
  try {
    const root = await realpath(path);
    if ((await stat(root)).isDirectory()) return root;
  } catch (cause) {
    const errno = errnoOf(cause);
    if (errno === 'ENOENT') throw new SmolfaasError('functions-dir-missing', { path }, { cause });
    if (errno !== 'ENOTDIR') throw new SmolfaasError('functions-dir-unreadable', { path, errno }, { cause });
  }
  throw new SmolfaasError('functions-dir-not-directory', { path });
}

/**
 * Lists the names. Reading names needs `r`, and access to what they name needs `x`. If either is
 * missing, nothing below can be trusted.
 */
async function list(path: string): Promise<Dirent<Buffer>[]> {
  try {
    await access(path, constants.R_OK | constants.X_OK);
    return await readdir(path, { withFileTypes: true, encoding: 'buffer' });
  } catch (cause) {
    throw new SmolfaasError('functions-dir-unreadable', { path, errno: errnoOf(cause) }, { cause });
  }
}

async function candidate(root: string, entry: Dirent<Buffer>, prefix: string): Promise<Candidate | undefined> {
  if (isPassedOver(entry.name)) return undefined;
  const name = quoteName(entry.name);
  const dir = join(root, name);
  if (!entry.isDirectory() && !entry.isSymbolicLink()) return undefined;
  const error = checkFunctionName(entry.name, prefix);
  if (entry.isDirectory()) return error === undefined ? { name, dir } : { name, dir, error };
  const raw = Buffer.concat([Buffer.from(root + sep), entry.name]);
  return await linkedCandidate(root, raw, { name, dir, ...(error && { error }) });
}

function isPassedOver(name: Buffer): boolean {
  return name[0] === 0x2e /* . */ || name[0] === 0x5f /* _ */ || name.equals(Buffer.from('node_modules'));
}

/**
 * A link to a file is not a candidate. One that leads outside, or to nothing, is a candidate that
 * cannot be built.
 */
async function linkedCandidate(root: string, link: Buffer, found: Candidate): Promise<Candidate | undefined> {
  const target = await realpath(link).catch(() => undefined);
  const isFile = target !== undefined && (await stat(target).catch(() => undefined))?.isDirectory() === false;
  if (isFile) return undefined;
  if (found.error !== undefined) return found;
  if (target?.startsWith(root + sep)) return { ...found, dir: target };
  const shown = quoteName(target ?? (await readlink(link, 'buffer')));
  return { ...found, error: new SmolfaasError('function-link-outside', { name: found.name, target: shown }) };
}

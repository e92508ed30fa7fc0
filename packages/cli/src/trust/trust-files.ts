/**
 * Files beside the state database that clients of functions read: the router's root certificate,
 * and that of the system with ours. They are caches: `down --force` removes them, and they are
 * written again when they are needed.
 *
 * Invariant: a file that another user owns, or that is no regular file, is not read. A repository
 * may contain anything of this name.
 */
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface TrustFiles {
  /** The root certificate alone. */
  readonly root: string;
  /** The certificates of this host, and ours. */
  readonly bundle: string;
}

/** @param stateDb absolute path of the database */
export function trustFiles(stateDb: string): TrustFiles {
  return { root: `${stateDb}-ca.pem`, bundle: `${stateDb}-ca-bundle.pem` };
}

/** Undefined when there is no file that may be used. */
export function readOwn(path: string): string | undefined {
  try {
    const stat = lstatSync(path, { bigint: true });
    const isOwn = process.getuid === undefined || stat.uid === BigInt(process.getuid());
    return stat.isFile() && isOwn ? readFileSync(path, 'latin1') : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the file at once, so that a reader sees all of it. @throws when it cannot be written */
export function writeOwn(path: string, text: string): void {
  if (readOwn(path) === text) return;
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, text, { mode: 0o644, flag: 'wx', encoding: 'latin1' });
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

export function removeTrustFiles(stateDb: string): void {
  for (const path of Object.values(trustFiles(stateDb))) rmSync(path, { force: true });
}

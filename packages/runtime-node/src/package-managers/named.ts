/**
 * The package manager that package.json names: `packageManager`, as Corepack writes it, or
 * `devEngines.packageManager`, whose version may be a range.
 */
import { isObject } from '@smolfaas/runtime-kit';
import semver from 'semver';

/** Corepack's hash of a manager. */
export interface CorepackHash {
  readonly algorithm: string;
  /** Hexadecimal. */
  readonly digest: string;
}

/** What package.json says about the manager. */
export interface Named {
  readonly program: string;
  /** An exact version. */
  readonly version: string | undefined;
  readonly hash?: CorepackHash;
  readonly range: string | undefined;
  readonly file: string;
}

/** `pnpm@10.1.0+sha512.…`, or the first of `devEngines.packageManager`. */
export function namedIn(json: Readonly<Record<string, unknown>>): Named {
  const { packageManager, devEngines } = json;
  if (typeof packageManager === 'string') {
    const [, program = '', rest = ''] = /^([^@\s]+)(?:@(\S+))?/.exec(packageManager) ?? [];
    return { program, ...versionIn(rest), file: 'package.json ("packageManager")' };
  }
  const first: unknown = isObject(devEngines) ? [devEngines['packageManager']].flat()[0] : undefined;
  const file = 'package.json ("devEngines")';
  if (!isObject(first) || typeof first['name'] !== 'string')
    return { program: '', version: undefined, range: undefined, file };
  return { program: first['name'], ...versionIn(typeof first['version'] === 'string' ? first['version'] : ''), file };
}

function versionIn(text: string): Pick<Named, 'version' | 'hash' | 'range'> {
  const [version = '', hash = ''] = text.split('+');
  if (version === '') return { version: undefined, range: undefined };
  if (semver.valid(version) !== version) return { version: undefined, range: semver.validRange(version) ?? undefined };
  const [, algorithm, digest] = /^(sha1|sha224|sha256|sha384|sha512)\.([0-9a-f]+)$/.exec(hash) ?? [];
  const known = algorithm === undefined || digest === undefined ? undefined : { algorithm, digest };
  return { version, range: undefined, ...(known && { hash: known }) };
}

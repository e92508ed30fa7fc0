/**
 * Which version of a package manager installs a function, where the build base does not have it.
 *
 * `packageManager` names one exactly; Corepack's `+sha512.…` after it is verified. Otherwise the
 * lock file and `engines` decide: a lock file is read by the versions that write its format, and
 * newer ones refuse it, because they may not change it here.
 *
 * | manager | format of the lock file           | version  |
 * |---------|-----------------------------------|----------|
 * | pnpm    | `lockfileVersion` 5.0 to 5.3      | 6        |
 * |         | 5.4                               | 7        |
 * |         | 6.x                               | 8        |
 * |         | 9.0                               | 10, or 9, 11 or 12 as `engines.pnpm` says |
 * | yarn    | `__metadata.version` 4            | 2.4      |
 * |         | 5                                 | 3.1      |
 * |         | 6                                 | 3.8      |
 * |         | 7                                 | 4.0.0-rc |
 * |         | 8                                 | 4.12     |
 * |         | 9                                 | 4.14     |
 * |         | 10                                | 4.18     |
 *
 * Sources: "lockfileVersion" in pnpm's release notes; yarn's formats as its releases write them.
 */
import type { Problem } from '@smolfaas/runtime-kit';
import semver from 'semver';

/** Versions of pnpm with the formats that they read, the preferred one first. */
const PNPM = [
  { version: '10.34.9', formats: ['9'] },
  { version: '9.15.9', formats: ['9'] },
  { version: '11.2.0', formats: ['9'] },
  { version: '8.15.9', formats: ['6'] },
  { version: '7.33.7', formats: ['5.4'] },
  { version: '6.35.1', formats: ['5.3', '5.2', '5.1', '5'] },
];

const YARN = [
  { version: '4.18.1', formats: ['10'] },
  { version: '4.14.1', formats: ['9'] },
  { version: '4.12.0', formats: ['8'] },
  { version: '4.0.0-rc.45', formats: ['7'] },
  { version: '3.8.7', formats: ['6'] },
  { version: '3.1.1', formats: ['5'] },
  { version: '2.4.2', formats: ['4'] },
];

/** What is known about the wanted version. */
export interface Wanted {
  /** Text of the lock file; undefined without one. */
  readonly lock: string | undefined;
  /** `engines.pnpm` or `engines.yarn`, or the range of `packageManager` or `devEngines`. */
  readonly range: string | undefined;
  /** Where the range is: `package.json ("engines")`. */
  readonly file: string;
}

/** The version of pnpm that fits. */
export function pnpmVersion(wanted: Wanted): string | Problem {
  const text = wanted.lock && /^lockfileVersion:\s*'?"?([\d.]+)/m.exec(wanted.lock)?.[1];
  const format = text?.startsWith('5') === true ? text : text?.split('.')[0];
  return choose('pnpm', 'pnpm-lock.yaml', PNPM, { ...wanted, format, shown: text });
}

/** The version of yarn 2 or later that fits. */
export function yarnVersion(wanted: Wanted): string | Problem {
  const format = wanted.lock && /^__metadata:\r?\n(?:[ \t]+.*\r?\n)*?[ \t]+version:\s*"?(\d+)/m.exec(wanted.lock)?.[1];
  return choose('yarn', 'yarn.lock', YARN, { ...wanted, format, shown: format });
}

/** Why a version that `packageManager` names does not write this lock file; undefined if it may. */
export function yarnMismatch(version: string, lock: string | undefined): Problem | undefined {
  const format = lock && /^__metadata:\r?\n(?:[ \t]+.*\r?\n)*?[ \t]+version:\s*"?(\d+)/m.exec(lock)?.[1];
  const own = FORMATS.find(([range]) => semver.satisfies(version, range, { includePrerelease: true }))?.[1];
  if (!format || own === undefined || own === format) return undefined;
  return {
    message: `yarn.lock has the format ${format}, and yarn ${version} ("packageManager") writes the format ${own}`,
    hint: `renew the lock file with \`yarn install\`, or name the yarn that wrote it`,
  };
}

/** Formats that versions of yarn write, where that is known. */
const FORMATS: readonly (readonly [range: string, format: string])[] = [
  ['2.4.x', '4'],
  ['3.1.x', '5'],
  ['>=3.2.0 <4.0.0-rc.0', '6'],
  ['>=4.0.0 <=4.12.x', '8'],
  ['4.14.x', '9'],
  ['>=4.15.0 <5.0.0', '10'],
];

interface Asked extends Wanted {
  readonly format: string | undefined;
  /** The format as the lock file has it. */
  readonly shown: string | undefined;
}

function choose(
  name: 'pnpm' | 'yarn',
  lockFile: string,
  known: readonly { readonly version: string; readonly formats: readonly string[] }[],
  { format, shown, range, file }: Asked,
): string | Problem {
  const readers =
    format === undefined || format === '' ? known : known.filter(({ formats }) => formats.includes(format));
  const wanted = range === undefined || semver.validRange(range) === null ? undefined : range;
  const found = readers.find(({ version }) => wanted === undefined || semver.satisfies(version, wanted))?.version;
  if (found !== undefined) return found;
  const least = wanted === undefined ? null : semver.minVersion(wanted);
  if (least !== null && readers.some(({ version }) => semver.major(version) === least.major)) return least.version;
  const hint = `name the version that wrote the lock file in package.json: "packageManager": "${name}@X.Y.Z"`;
  if (readers.length === 0)
    return { message: `${lockFile} has the format ${shown ?? ''}, which no known ${name} writes`, hint };
  const reads =
    shown === undefined || shown === ''
      ? ''
      : `, and ${lockFile} (format ${shown}) is of ${name} ${readers.map(({ version }) => version).join(', ')}`;
  return { message: `${file} asks for ${name} ${wanted ?? ''}${reads}`, hint };
}

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

/** A manager's lock file, and how its text states its format. */
const LOCKS = {
  pnpm: { file: 'pnpm-lock.yaml', format: /^lockfileVersion:\s*['"]?([\d.]+)/m, renew: 'pnpm install' },
  yarn: {
    file: 'yarn.lock',
    format: /^__metadata:\r?\n(?:[ \t]+.*\r?\n)*?[ \t]+version:\s*"?(\d+)/m,
    renew: 'yarn install',
  },
} as const;

/** The format as the lock file has it. */
const shownFormat = (name: 'pnpm' | 'yarn', lock: string | undefined): string | undefined =>
  lock === undefined ? undefined : LOCKS[name].format.exec(lock)?.[1];

/** Versions of pnpm differ by the whole format before 6, and by its first number since. */
const formatOf = (shown: string | undefined): string | undefined =>
  shown?.startsWith('5') === true ? shown : shown?.split('.')[0];

/** The version of pnpm that fits. */
export function pnpmVersion(wanted: Wanted): string | Problem {
  return choose('pnpm', PNPM, wanted);
}

/** The version of yarn 2 or later that fits. */
export function yarnVersion(wanted: Wanted): string | Problem {
  return choose('yarn', YARN, wanted);
}

/** Formats that versions write, where that is known; they refuse others. */
const WRITTEN: Readonly<Record<'pnpm' | 'yarn', readonly (readonly [range: string, formats: readonly string[]])[]>> = {
  pnpm: [
    ['>=7.0.0 <8.0.0-0', ['5.4', '5.3', '6']],
    ['>=8.0.0 <9.0.0-0', ['6']],
    ['>=9.0.0 <13.0.0-0', ['9']],
  ],
  yarn: [
    ['2.4.x', ['4']],
    ['3.1.x', ['5']],
    ['>=3.2.0 <4.0.0-rc.0', ['6']],
    ['>=4.0.0 <=4.12.x', ['8']],
    ['4.14.x', ['9']],
    ['>=4.15.0 <5.0.0-0', ['10']],
  ],
};

/** Why a version that package.json names refuses this lock file; undefined if it may not. */
export function mismatch(name: 'pnpm' | 'yarn', version: string, lock: string | undefined): Problem | undefined {
  const shown = shownFormat(name, lock);
  const format = formatOf(shown);
  const ranges = WRITTEN[name].find(([range]) => semver.satisfies(version, range, { includePrerelease: true }));
  if (format === undefined || ranges === undefined || ranges[1].includes(format)) return undefined;
  const { file, renew } = LOCKS[name];
  return {
    message: `${file} has the format ${shown ?? ''}, which ${name} ${version} ("packageManager") does not read`,
    hint: `renew the lock file with \`${renew}\`, or name the ${name} that wrote it`,
  };
}

function choose(
  name: 'pnpm' | 'yarn',
  known: readonly { readonly version: string; readonly formats: readonly string[] }[],
  { lock, range, file }: Wanted,
): string | Problem {
  const shown = shownFormat(name, lock);
  const format = formatOf(shown);
  const lockFile = LOCKS[name].file;
  const readers = format === undefined ? known : known.filter(({ formats }) => formats.includes(format));
  const wanted = range === undefined || semver.validRange(range) === null ? undefined : range;
  const found = readers.find(({ version }) => wanted === undefined || semver.satisfies(version, wanted))?.version;
  if (found !== undefined) return found;
  const least = wanted === undefined ? null : semver.minVersion(wanted);
  if (least !== null && readers.some(({ version }) => semver.major(version) === least.major)) return least.version;
  const hint = `name the version that wrote the lock file in package.json: "packageManager": "${name}@X.Y.Z"`;
  if (readers.length === 0)
    return { message: `${lockFile} has the format ${shown ?? ''}, which no known ${name} writes`, hint };
  const reads =
    shown === undefined
      ? ''
      : `, and ${lockFile} (format ${shown}) is of ${name} ${readers.map(({ version }) => version).join(', ')}`;
  return { message: `${file} asks for ${name} ${wanted ?? ''}${reads}`, hint };
}

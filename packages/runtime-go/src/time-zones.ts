/**
 * Time zones: `time.LoadLocation("Europe/Berlin")` reads a database that the small runtime base
 * may lack. Go can link it into the binary: by an import of `time/tzdata` (450 KB).
 *
 * The build adds a file with this import to the main package, but only for a function whose own
 * files show that it needs zones. All others keep their build as it is.
 *
 * Gotcha: the build tag `timetzdata` does the same, but then the builder compiles the whole standard
 * library once more.
 */
import type { LinkedPackage } from './linked-packages.js';

const TAG = 'timetzdata';
/** A call with anything but the two names that need no database. */
const LOAD = /\btime\s*\.\s*LoadLocation\s*\(\s*(?!["`](?:UTC|Local)?["`]\s*\))/;
/** A name of the database in any text, such as `CRON_TZ=Asia/Tokyo` or `loc=Europe%2FBerlin`. */
const ZONE =
  /["`=](?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)(?:\/|%2F)[A-Z][A-Za-z_/-]+/;

/** The file that links the time zones, for the main package. */
export const ZONE_FILE = { name: 'smolfaas_tzdata.go', text: 'package main\n\nimport _ "time/tzdata"\n' } as const;

/** Whether the build has to link them. */
export function needsZones(linked: readonly LinkedPackage[], tags: ReadonlySet<string>): boolean {
  const files = linked.flatMap(({ built }) => built);
  if (tags.has(TAG) || files.some(({ header }) => header?.imports.includes('time/tzdata'))) return false;
  return files.some(({ text = '' }) => LOAD.test(text) || ZONE.test(text));
}

/** What a function that needs zones after all prints. */
export const ZONE_OUTPUT_HINTS = [
  {
    output: 'unknown time zone',
    hint: `link the time zones into the binary: import _ "time/tzdata", or the setting tags: ${TAG}`,
  },
] as const;

/**
 * Time zones: `time.LoadLocation("Europe/Berlin")` reads a database that the small runtime base
 * lacks. Go can link it into the binary (build tag `timetzdata`, 450 KB).
 *
 * It does so only for a function whose own files show that it needs zones. All others keep their
 * build as it is.
 */
import type { LinkedPackage } from './linked-packages.js';

const TAG = 'timetzdata';
/** A call with anything but the two names that need no database. */
const LOAD = /\btime\s*\.\s*LoadLocation\s*\(\s*(?!["`](?:UTC|Local)?["`]\s*\))/;
/** A name of the database in any text, such as `CRON_TZ=Asia/Tokyo` or `loc=Europe%2FBerlin`. */
const ZONE =
  /["`=](?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)(?:\/|%2F)[A-Z][A-Za-z_/-]+/;

/** The tag to add, if any. */
export function zoneTags(linked: readonly LinkedPackage[], tags: ReadonlySet<string>): readonly string[] {
  const files = linked.flatMap(({ built }) => built);
  if (tags.has(TAG) || files.some(({ header }) => header?.imports.includes('time/tzdata'))) return [];
  return files.some(({ text = '' }) => LOAD.test(text) || ZONE.test(text)) ? [TAG] : [];
}

/** What a function that needs zones after all prints. */
export const ZONE_OUTPUT_HINTS = [
  {
    output: 'unknown time zone',
    hint: `link the time zones into the binary: import _ "time/tzdata", or the setting tags: ${TAG}`,
  },
] as const;

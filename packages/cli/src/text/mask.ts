/**
 * Hides secret values in text that leaves the program: screen, report, log file.
 *
 * Place: the session puts it before its outputs, once. Every line passes here, whoever wrote it; so nobody else needs to know what is secret.
 * In JSON a value may stand with escapes, so it is looked for in that spelling as well.
 */

/** Replaces every value by `***`. */
export type Mask = (text: string) => string;

/** @param values longest first */
export function maskOf(values: readonly string[]): Mask {
  if (values.length === 0) return (text) => text;
  const spellings = values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]);
  const pattern = new RegExp(
    [...new Set(spellings)].map((value) => value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
    'g',
  );
  return (text) => text.replace(pattern, '***');
}

/**
 * Names in a sentence: `a, b, c and 4 more`. Pure.
 *
 * A line of a table has room for a few names. The JSON output has all of them.
 */
const NAMED = 3;

/** The names, shortened if there are many. */
export function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return more > 1 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ');
}

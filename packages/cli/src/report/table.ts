/**
 * Columns of text. Widths are counted before colours are added, so that escape sequences do not
 * shift columns. The last cell of a line is not padded, so that lines can be compared and copied
 * without trailing spaces.
 *
 * On a terminal, no line is wider than it. Over-long texts of the first column are cut, because they
 * would widen every line; then, in lines that are still too long, the last cell. Elsewhere nothing
 * is cut: a file has no width.
 */

/** A cell: its text, and the colour applied after padding. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** The first column is not cut below this width. */
const LEAST_FIRST = 16;
const GAP = '  ';

/**
 * Lines of a table with two spaces between columns and no trailing spaces.
 * @param columns of the terminal; undefined where lines may have any length
 */
export function table(rows: readonly (readonly Cell[])[], columns?: number): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach(({ text }, column) => (widths[column] = Math.max(widths[column] ?? 0, text.length)));
  const [first = 0] = widths;
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
  const over = columns === undefined ? 0 : Math.max(0, total - columns);
  widths[0] = Math.min(first, Math.max(LEAST_FIRST, first - over));
  return rows.map((row) => line(row, widths, columns ?? Infinity));
}

function line(row: readonly Cell[], widths: readonly number[], columns: number): string {
  const last = row.findLastIndex(({ text }) => text !== '');
  let used = 0;
  const cells = row.slice(0, last + 1).map(({ text, paint = (plain) => plain }, column) => {
    const width = widths[column] ?? 0;
    const shown = cut(text, column === last ? Math.min(width, Math.max(1, columns - used)) : width);
    used += width + GAP.length;
    return paint(shown) + (column === last ? '' : ' '.repeat(width - shown.length));
  });
  return cells.join(GAP);
}

/** The text, or its beginning with `…` where the rest was. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/**
 * Columns of text. Widths are counted before colours are added, so that escape sequences do not
 * shift columns. The last cell of a line is not padded, so that lines can be compared and copied
 * without trailing spaces.
 */

/** A cell: its text, and the colour applied after padding. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** Lines of a table with two spaces between columns and no trailing spaces. */
export function table(rows: readonly (readonly Cell[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach(({ text }, column) => (widths[column] = Math.max(widths[column] ?? 0, text.length)));
  return rows.map((row) => {
    const last = row.findLastIndex(({ text }) => text !== '');
    const cells = row.slice(0, last + 1).map(({ text, paint = (plain) => plain }, column) => {
      return paint(text) + (column === last ? '' : ' '.repeat((widths[column] ?? 0) - text.length));
    });
    return cells.join('  ');
  });
}

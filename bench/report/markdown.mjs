/**
 * A Markdown table whose columns are aligned, so that it reads well as plain text, too. Pure.
 */

/** The first row is the head; cells are strings. */
export function markdown([head, ...rows]) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column].length), 3));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

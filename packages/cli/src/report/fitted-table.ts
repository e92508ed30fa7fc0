/**
 * A table that fits the width of a terminal. Columns are dropped by priority, the least important
 * first. A name that is too long never widens the table: its middle is cut out.
 */
import { cutMiddle } from '../text/cut.js';
import { type Cell, table } from './table.js';

/** One column. */
export interface Column<K extends string = string> {
  readonly key: K;
  readonly head: string;
  /** Columns with a higher number are dropped first; undefined is never dropped. */
  readonly drop?: number;
  /** Text of the cells, one for each row. */
  readonly cells: readonly Cell[];
  /** Numbers are aligned at their end. */
  readonly alignEnd?: true;
  /** Longer cells lose their middle: at most this share of the width. */
  readonly most?: number;
}

export interface Fitted<K extends string> {
  readonly lines: readonly string[];
  /** Keys of the columns that did not fit. */
  readonly dropped: readonly K[];
}

const GAP = 2;
/** A name is not cut below this, however narrow the terminal is. */
const LEAST = 12;

/** @param width in columns; undefined: everything is shown in full */
export function fittedTable<K extends string>(
  columns: readonly Column<K>[],
  width: number | undefined,
  paintHead: (text: string) => string,
): Fitted<K> {
  let shown = columns.map((column) => cut(column, width));
  const dropped: K[] = [];
  const most = width ?? Infinity;
  while (widthOf(shown) > most) {
    const least = shown.reduce<Column<K> | undefined>(
      (worst, one) => ((one.drop ?? 0) > (worst?.drop ?? 0) ? one : worst),
      undefined,
    );
    if (least === undefined) break;
    dropped.push(least.key);
    shown = shown.filter((one) => one !== least);
  }
  const heads = shown.map((column): Cell => ({ text: padded(column, column.head), paint: paintHead }));
  const count = columns[0]?.cells.length ?? 0;
  const rows = Array.from({ length: count }, (_, row) =>
    shown.map((column) => {
      const cell = column.cells[row] ?? { text: '' };
      return { ...cell, text: padded(column, cell.text) };
    }),
  );
  return { lines: table([heads, ...rows]), dropped };
}

function cut<K extends string>(column: Column<K>, width: number | undefined): Column<K> {
  if (width === undefined || column.most === undefined) return column;
  const most = Math.max(LEAST, Math.floor(width * column.most));
  return { ...column, cells: column.cells.map((cell) => ({ ...cell, text: cutMiddle(cell.text, most) })) };
}

const cellWidth = ({ head, cells }: Column): number => Math.max(head.length, ...cells.map(({ text }) => text.length));

const widthOf = (columns: readonly Column[]): number =>
  columns.reduce((sum, column) => sum + cellWidth(column), 0) + GAP * (columns.length - 1);

function padded(column: Column, text: string): string {
  return column.alignEnd && text !== '' ? text.padStart(cellWidth(column)) : text;
}

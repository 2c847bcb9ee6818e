/** Height of a row, in pixels. */
export const ROW = 36;
/** Height of the headings, in pixels. */
export const HEAD = 30;

/** A column of a list. */
export interface Column {
  /** Passed to the cell, which draws the column by it. */
  key: string;
  /** Heading; may be empty if `name` is set. */
  label: string;
  /** Name for screen readers, where the heading is empty. */
  name?: string;
  /** Width as a track of CSS grid, for example `minmax(0, 2fr)` or `120px`. */
  width: string;
  /** Right-aligned figures. */
  figures?: boolean;
  /** Minimum width of the list, in pixels, from which the column is shown. */
  from?: number;
}

/** The columns that are shown at a width. */
export function visibleColumns(columns: readonly Column[], width: number): Column[] {
  return columns.filter((column) => (column.from ?? 0) <= width);
}

/** The rows to draw: those in view and a few around them. */
export function visibleRows(
  scrolled: number,
  height: number,
  rowHeight: number,
  total: number,
): { from: number; to: number } {
  const around = 8;
  const from = Math.max(0, Math.floor(scrolled / rowHeight) - around);
  const to = Math.min(total, Math.ceil((scrolled + height) / rowHeight) + around);
  return { from: Math.min(from, to), to };
}

/** The row that a key moves to from `active`; `undefined` for any other key. */
export function rowForKey(key: string, active: number, page: number, total: number): number | undefined {
  const rows: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: total - 1,
  };
  return rows[key];
}

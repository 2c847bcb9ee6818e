/** Height of a row of a table, in pixels. */
export const ROW = 36;
/** Height of a row of two lines, in pixels. */
export const TWO_LINES = 57;
/** Height of the headings of the columns, in pixels. */
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

/** A column of a list. */
export interface Column {
  /** Told to the cell, so that it knows what to draw. */
  key: string;
  /** Heading; empty for a column that needs none, which is then named for readers by `name`. */
  label: string;
  /** Name for readers, where the heading is empty. */
  name?: string;
  /** Width as a track of CSS grid, for example `minmax(0, 2fr)` or `120px`. */
  width: string;
  /** Right-aligned figures. */
  figures?: boolean;
  /** Left out while the list is narrower than this many pixels. */
  from?: number;
}

/** The columns that fit into a width. */
export function fitting(columns: readonly Column[], width: number): Column[] {
  return columns.filter((column) => (column.from ?? 0) <= width);
}

/** The rows of a window of a list: those in sight and a few around them. */
export function windowOf(
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

/** Height of a row, in pixels. */
export const ROW = 36;
/** Height of the headings, in pixels. */
export const HEAD = 30;

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

/** The row that a key leads to from `active`; nothing for a key that moves nowhere. */
export function goalOf(key: string, active: number, page: number, total: number): number | undefined {
  const goals: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: total - 1,
  };
  return goals[key];
}

/** Some rows of a list under one heading. */
export interface RowGroup {
  key: string;
  label: string;
  count: number;
}

/** Height of the heading of a group, in pixels. */
export const GROUP = 30;

/** A heading between rows, with its distance from the top of the list. */
export interface DrawnGroup extends RowGroup {
  top: number;
}

/** Where each row of a long list stands, in pixels; rows have one height, and groups a heading each. */
export class RowLayout {
  /** Height of the whole list. */
  readonly height: number;

  /** The groups, with the index of the first row of each. */
  readonly #groups: readonly (DrawnGroup & { first: number })[];

  constructor(
    readonly rowHeight: number,
    readonly total: number,
    groups: readonly RowGroup[] = [],
  ) {
    let first = 0;
    this.#groups = groups.map((group, index) => {
      const drawn = { ...group, first, top: first * rowHeight + index * GROUP };
      first += group.count;
      return drawn;
    });
    this.height = total * rowHeight + groups.length * GROUP;
  }

  /** Distance of a row from the top of the list. */
  topOf(index: number): number {
    const headings = this.#groups.filter(({ first }) => first <= index).length;
    return index * this.rowHeight + headings * GROUP;
  }

  /** The row at a distance from the top, or the next one below a heading. */
  rowAt(top: number): number {
    const above = this.#groups.findLast((group) => group.top <= top);
    if (!above) return Math.max(0, Math.floor(top / this.rowHeight));
    return above.first + Math.max(0, Math.floor((top - above.top - GROUP) / this.rowHeight));
  }

  /** The rows to draw: those between two distances and a few around them. */
  rowsBetween(top: number, bottom: number): { from: number; to: number } {
    const around = 8;
    const from = Math.max(0, this.rowAt(top) - around);
    const to = Math.min(this.total, this.rowAt(bottom) + 1 + around);
    return { from: Math.min(from, to), to };
  }

  /** The headings to draw. */
  groupsBetween(top: number, bottom: number): DrawnGroup[] {
    const around = 8 * this.rowHeight;
    return this.#groups.filter((group) => group.top > top - around && group.top < bottom + around);
  }
}

import type { DraftRow, FormKind } from '../contract';

/** The drafts that contain every typed word in their label, their subject, their buyer or the name of their form. */
export function searchDrafts(
  rows: readonly DraftRow[],
  typed: string,
  titles: Readonly<Record<FormKind, string>>,
): DraftRow[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const searched = [row.label, row.subject?.label ?? '', row.buyer ?? '', titles[row.form]]
      .join(' ')
      .toLowerCase();
    return wanted.every((word) => searched.includes(word));
  });
}

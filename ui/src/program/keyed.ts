/**
 * Rows with a key each, for a list whose rows may be equal: the second of two equal rows gets another key.
 * Svelte stops drawing the whole page when a list has the same key twice, so a key that comes from a file, a
 * server or a person, and not from an id of this program, must pass through here.
 */
export function keyed<T>(rows: readonly T[], keyOf: (row: T) => string): [key: string, row: T][] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const base = keyOf(row);
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return [`${base} ${count}`, row];
  });
}

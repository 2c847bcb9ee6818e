/** How an identifier is grouped for reading. */
export type IdentifierKind = 'vin' | 'vat' | 'iban' | 'plain';

/** The groups of an identifier. Joined they are the identifier: the gaps are style, not text. */
export function groups(value: string, kind: IdentifierKind): string[] {
  switch (kind) {
    case 'iban':
      return chunks(value, 4);
    case 'vat':
      // The country, then the digits in threes; two pairs at the end instead of a single digit.
      return [value.slice(0, 2), ...threes(value.slice(2))].filter(Boolean);
    case 'vin':
      // Manufacturer, model and serial number, as ISO 3779 divides it.
      return [value.slice(0, 3), value.slice(3, 9), value.slice(9)].filter(Boolean);
    case 'plain':
      return [value];
  }
}

function threes(text: string): string[] {
  if (text.length < 4 || text.length % 3 !== 1) return chunks(text, 3);
  return [...chunks(text.slice(0, -4), 3), ...chunks(text.slice(-4), 2)];
}

function chunks(text: string, size: number): string[] {
  return text.match(new RegExp(`.{1,${size}}`, 'gu')) ?? [];
}

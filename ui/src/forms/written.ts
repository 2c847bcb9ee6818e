import type { FieldValue } from '../contract';
import { groups } from '../parts/identifiers';
import { decimal, number } from '../words/format';

/** A value as it stands in a field: amounts and numbers in the user's notation, identifiers in groups. */
export function written({ kind, value }: Pick<FieldValue, 'kind' | 'value'>): string {
  switch (kind) {
    case 'amount':
      return decimal(value);
    case 'number':
      return number(Number(value));
    case 'vin':
    case 'vat':
    case 'iban':
      return groups(value, kind).join(' ');
    case 'text':
      return value;
  }
}

/** The minor units of a plain decimal: `18500.00` is 1850000. Its decimals are those of its currency. */
export function minorUnits(decimal: string): number {
  return Number(decimal.replace('.', ''));
}

import { decimal } from './format';
import { words } from './words.svelte';
import { readable } from './work/readable';

/** Name of a field of the API; the field's path if the page has no name for it. */
export function fieldText(field: string): string {
  const texts: Readonly<Record<string, string>> = words.current.outbox.fields;
  const name =
    field
      .split('.')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? field;
  return texts[name] ?? field;
}

/** A value in the user's format. */
export function valueText(value: string | null): string {
  const texts = words.current.conflict;
  if (value === null || value === '') return texts.empty;
  if (value === 'true') return texts.yes;
  if (value === 'false') return texts.no;
  const amount = /^(-?\d+(?:\.\d+)?)( [A-Z]{3})?$/.exec(value);
  if (amount?.[1]?.includes('.') || amount?.[2]) return decimal(amount[1] ?? '') + (amount[2] ?? '');
  return readable({ value })['value'] ?? value;
}

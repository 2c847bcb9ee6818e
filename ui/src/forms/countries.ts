import { words } from '../words/words.svelte';

/** The member states and their neighbours, by ISO 3166-1. */
// prettier-ignore
const CODES = [
  'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU',
  'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'AD', 'AL', 'BA', 'CH', 'GB', 'IS', 'LI', 'MC', 'MD',
  'ME', 'MK', 'NO', 'RS', 'SM', 'TR', 'UA', 'XK',
];

/** The name of a country in the user's language. */
export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(words.locale, { type: 'region', fallback: 'code' }).of(code) ?? code;
}

/** The countries to choose from, sorted by name; the chosen one is added if it is not among them. */
export function countryOptions(chosen: string): { value: string; label: string }[] {
  const codes = chosen === '' || CODES.includes(chosen) ? CODES : [...CODES, chosen];
  return codes
    .map((value) => ({ value, label: countryName(value) }))
    .sort((a, b) => a.label.localeCompare(b.label, words.locale));
}

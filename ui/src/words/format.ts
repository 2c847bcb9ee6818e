import type { MoneyAmount } from '../contract';
import { clock } from './clock.svelte';
import { words } from './words.svelte';

/** An amount in the user's format, for example `18.500,00 €`. */
export function money(amount: MoneyAmount): string {
  const format = new Intl.NumberFormat(words.locale, { style: 'currency', currency: amount.currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount.value / 10 ** digits);
}

/** A day (`YYYY-MM-DD`) in the user's format, for example `21 Nov 2026`; other text is returned unchanged. */
export function day(text: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return text;
  const date = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  return whole(new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(date));
}

/** A day that no line breaks, so that the year stays with its month; only its time may stand on the next one. */
function whole(text: string): string {
  return text.replace(/ (?!\d{1,2}:)/g, '\u00A0');
}

/** Parts of a day (`YYYY-MM-DD`), for example only its month. */
export function dayPart(text: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(`${text}T00:00:00Z`);
  return new Intl.DateTimeFormat(words.locale, { ...options, timeZone: 'UTC' }).format(date);
}

/** The day of a time in milliseconds where the user is, as `YYYY-MM-DD`. */
export function isoDay(time: number): string {
  const date = new Date(time);
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** A moment (RFC 3339) in the user's time zone, with date, hours and minutes. */
export function moment(iso: string): string {
  const style = { dateStyle: 'medium', timeStyle: 'short' } as const;
  return whole(new Intl.DateTimeFormat(words.locale, style).format(new Date(iso)));
}

/** The time of a moment today, the date of any other moment. */
export function shortMoment(iso: string): string {
  // A plain day has no time, so it is never converted to a time zone.
  if (iso.length === 10) {
    const [year, month, date] = iso.split('-').map(Number);
    const style = { day: 'numeric', month: 'short' } as const;
    return whole(new Intl.DateTimeFormat(words.locale, style).format(new Date(year!, month! - 1, date)));
  }
  const then = new Date(iso);
  const today = new Date(clock.now).toDateString() === then.toDateString();
  const style = today ? ({ timeStyle: 'short' } as const) : ({ day: 'numeric', month: 'short' } as const);
  return whole(new Intl.DateTimeFormat(words.locale, style).format(then));
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Relative time, for example `2 minutes ago` or `in 30 seconds`; follows the clock. */
export function ago(iso: string, now: number = clock.now): string {
  const seconds = Math.round((new Date(iso).getTime() - now) / 1000);
  const format = new Intl.RelativeTimeFormat(words.locale, { numeric: 'auto', style: 'long' });
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  // Seconds that have passed count as now; seconds to come are counted.
  return format.format(Math.max(0, seconds), 'second');
}

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size in bytes, for example `2.4 MB`. */
export function bytes(count: number): string {
  let power = 0;
  let value = count;
  // 999.5 kB would be printed as 1000 kB.
  while (value >= 999.5 && power < SIZES.length - 1) {
    value /= 1000;
    power += 1;
  }
  return new Intl.NumberFormat(words.locale, {
    style: 'unit',
    unit: SIZES[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 || value >= 100 ? 0 : 1,
  }).format(value);
}

/** A decimal such as `18500.00` in the user's format, with the same number of decimals. */
export function decimal(text: string): string {
  const digits = text.split('.')[1]?.length ?? 0;
  return new Intl.NumberFormat(words.locale, { minimumFractionDigits: digits }).format(Number(text));
}

/** A whole number in the user's format. */
export function number(value: number): string {
  return new Intl.NumberFormat(words.locale).format(value);
}

/** The singular or plural form of a text, with the number in place of `{count}`. */
export function counted(count: number, forms: { readonly one: string; readonly other: string }): string {
  const form = new Intl.PluralRules(words.language).select(count) === 'one' ? forms.one : forms.other;
  return form.replace('{count}', number(count));
}

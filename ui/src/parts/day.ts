/** A year of two digits lies at most so many years ahead: `98` is 1998. */
const YEARS_AHEAD = 20;

/**
 * Reads a typed day (`2026-12-31`, `31.12.2026`, `31/12/26`, `311226`), day before month; `null` for any other text.
 * Whether the year is plausible is a rule, and not decided here.
 */
export function readDay(text: string, now: string = today()): string | null {
  const plain = withoutMarks(text);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain);
  if (iso) return asDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  // Eight digits begin with the year, or end with it; no day can be read both ways.
  const packed = /^((?:19|20)\d{2})(0[1-9]|1[0-2])(\d{2})$/.exec(plain);
  if (packed) return asDay(Number(packed[1]), Number(packed[2]), Number(packed[3]));
  const written = /^(\d{2})(\d{2})((?:19|20)\d{2}|\d{2})$/.exec(plain) ?? typed(plain);
  if (!written) return null;
  const [, date = '', month = '', year = ''] = written;
  return asDay(year.length === 2 ? fullYear(Number(year), now) : Number(year), Number(month), Number(date));
}

function typed(plain: string): RegExpExecArray | null {
  return /^(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})$/.exec(plain);
}

/** A text without the invisible marks around a pasted one, with plain digits and hyphens. */
function withoutMarks(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Pd}/gu, '-')
    .trim();
}

function fullYear(year: number, now: string): number {
  const [thisYear] = parts(now);
  return 2000 + year <= thisYear + YEARS_AHEAD ? 2000 + year : 1900 + year;
}

/** A day as the user writes it: `31.12.2026` in German, `31/12/2026` in English; other text is returned unchanged. */
export function writeDay(value: string, language: 'en' | 'de'): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!match) return value;
  const parts = [match[3], match[2], match[1]];
  return parts.join(language === 'de' ? '.' : '/');
}

/** Adds days or months to a day; the last day of a longer month becomes the last day of the shorter one. */
export function later(day: string, by: { days?: number; months?: number }): string {
  const [year, month, date] = parts(day);
  if (by.months !== undefined) {
    const last = new Date(Date.UTC(year, month + by.months, 0)).getUTCDate();
    return stamp(new Date(Date.UTC(year, month - 1 + by.months, Math.min(date, last))));
  }
  return stamp(new Date(Date.UTC(year, month - 1, date + (by.days ?? 0))));
}

/** The day of the week, 0 for Monday to 6 for Sunday. */
export function weekday(day: string): number {
  const [year, month, date] = parts(day);
  return (new Date(Date.UTC(year, month - 1, date)).getUTCDay() + 6) % 7;
}

/** Six weeks, from a Monday, that contain the month of a day. */
export function weeksOf(day: string): string[][] {
  const first = `${day.slice(0, 8)}01`;
  const start = later(first, { days: -weekday(first) });
  return Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_, step) => later(start, { days: week * 7 + step })),
  );
}

/** Today in the user's time zone. */
export function today(now: Date = new Date()): string {
  return stamp(new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())));
}

function asDay(year: number, month: number, date: number): string | null {
  const made = new Date(Date.UTC(year, month - 1, date));
  const real =
    made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === date;
  return real ? stamp(made) : null;
}

function parts(day: string): [number, number, number] {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return [year, month, date];
}

function stamp(date: Date): string {
  return date.toISOString().slice(0, 10);
}

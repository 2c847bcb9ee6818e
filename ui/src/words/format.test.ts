import { beforeEach, describe, expect, it } from 'vitest';
import { ago, bytes, counted, day, decimal, money, moment } from './format';
import { localeOf, words } from './words.svelte';

const NOW = Date.parse('2026-11-21T10:00:00Z');
// Intl uses no-break spaces; the tests compare the visible text.
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('in German', () => {
  beforeEach(() => words.setLanguage('de'));

  it.each([
    [{ value: 1_850_000, currency: 'EUR' }, '18.500,00 €'],
    [{ value: -1, currency: 'EUR' }, '-0,01 €'],
    [{ value: 1_850_000, currency: 'PLN' }, '18.500,00 PLN'],
    [{ value: 500, currency: 'JPY' }, '500 ¥'],
  ])('writes the amount %o as %s', (amount, expected) => {
    expect(plain(money(amount))).toBe(expected);
  });

  it('writes days and moments, the moment in local time', () => {
    expect(day('2026-12-31')).toBe('31.12.2026');
    expect(plain(moment('2026-06-30T23:30:00Z'))).toBe('01.07.2026, 01:30');
  });

  it('writes sizes and decimals with a comma', () => {
    expect(plain(bytes(2_400_000))).toBe('2,4 MB');
    expect(plain(decimal('18500.00'))).toBe('18.500,00');
  });
});

describe('in English', () => {
  beforeEach(() => words.setLanguage('en'));

  it('keeps the year of a day on its line', () => {
    expect(day('2026-11-26').split(' ')).toHaveLength(1);
    expect(moment('2026-06-30T23:30:00Z').split(' ')).toHaveLength(2);
  });

  it('leaves a text that is no day as it is', () => {
    expect(day('next Monday')).toBe('next Monday');
  });

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [999_600, '1 MB'],
    [20_000_000, '20 MB'],
  ])('writes %i bytes as %s', (count, expected) => {
    expect(plain(bytes(count))).toBe(expected);
  });

  it.each([
    ['2026-11-21T09:59:30Z', 'now'],
    ['2026-11-21T09:58:00Z', '2 minutes ago'],
    ['2026-11-21T07:01:00Z', '2 hours ago'],
    ['2026-11-20T09:00:00Z', 'yesterday'],
    ['2026-11-21T10:00:45Z', 'in 45 seconds'],
    ['2026-11-21T10:05:00Z', 'in 5 minutes'],
  ])('says of %s: %s', (iso, expected) => {
    expect(ago(iso, NOW)).toBe(expected);
  });

  it('chooses the form of the number', () => {
    const forms = { one: '{count} file', other: '{count} files' };
    expect(counted(1, forms)).toBe('1 file');
    expect(plain(counted(1200, forms))).toBe('1,200 files');
    expect(counted(0, forms)).toBe('0 files');
  });
});

describe('the locale', () => {
  it.each([
    ['de', 'de-AT', 'de-AT'],
    ['de', 'en-US', 'de-DE'],
    ['en', 'en-GB', 'en-GB'],
    ['en', 'pl-PL', 'en-IE'],
    ['de', 'den', 'de-DE'],
  ] as const)('of %s on a system in %s is %s', (language, system, expected) => {
    expect(localeOf(language, system)).toBe(expected);
  });
});

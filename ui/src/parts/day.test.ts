import { describe, expect, it } from 'vitest';
import { later, readDay, today, weekday, weeksOf, writeDay } from './day';

describe('readDay', () => {
  it.each([
    ['2026-12-31', '2026-12-31'],
    ['2026-2-3', '2026-02-03'],
    ['31.12.2026', '2026-12-31'],
    ['3.2.26', '2026-02-03'],
    ['31/12/2026', '2026-12-31'],
    ['31-12-2026', '2026-12-31'],
    [' 31. 12. 2026 ', '2026-12-31'],
    ['29.02.2028', '2028-02-29'],
    ['\u202D31.12.2026\u202C', '2026-12-31'],
    ['31\u201112\u20112026', '2026-12-31'],
    ['３１.１２.２０２６', '2026-12-31'],
    ['15.03.1998', '1998-03-15'],
    ['14032019', '2019-03-14'],
    ['140319', '2019-03-14'],
    ['20190314', '2019-03-14'],
    ['20101212', '2010-12-12'],
    ['20102010', '2010-10-20'],
    // Whether such a year is plausible is a rule.
    ['15.03.1026', '1026-03-15'],
    ['1.1.2200', '2200-01-01'],
  ])('reads %s', (text, expected) => {
    expect(readDay(text)).toBe(expected);
  });

  it.each([
    '',
    '31.12.',
    '12/31/2026',
    '29.02.2027',
    '2026-13-01',
    '2026-00-10',
    '31.12.202',
    'tomorrow',
    '1.1.12026',
    '0026-03-15',
    '15.03.0026',
    '1403',
    '14031',
    '14130019',
    '20191314',
  ])('does not read "%s"', (text) => {
    expect(readDay(text)).toBeNull();
  });
});

describe('a year of two digits', () => {
  it.each([
    ['15.03.98', '1998-03-15'],
    ['15.03.26', '2026-03-15'],
    ['15.03.27', '2027-03-15'],
    ['15.03.46', '2046-03-15'],
    ['15.03.47', '1947-03-15'],
    ['15.03.00', '2000-03-15'],
  ])('lies at most twenty years ahead: %s', (text, expected) => {
    expect(readDay(text, '2026-11-21')).toBe(expected);
  });
});

describe('writeDay', () => {
  it('writes a day so that it is read back as the same', () => {
    for (const language of ['en', 'de'] as const) {
      expect(readDay(writeDay('2026-03-04', language))).toBe('2026-03-04');
    }
    expect(writeDay('2026-03-04', 'de')).toBe('04.03.2026');
  });

  it('keeps what is no day', () => {
    expect(writeDay('31.1', 'en')).toBe('31.1');
  });
});

describe('the calendar', () => {
  it('goes from month to month without leaving it', () => {
    expect(later('2026-01-31', { months: 1 })).toBe('2026-02-28');
    expect(later('2026-03-31', { months: -1 })).toBe('2026-02-28');
    expect(later('2026-12-15', { months: 1 })).toBe('2027-01-15');
    expect(later('2028-02-29', { months: 12 })).toBe('2029-02-28');
  });

  it('goes from day to day across the change of summer time and the year', () => {
    expect(later('2026-03-28', { days: 1 })).toBe('2026-03-29');
    expect(later('2026-03-29', { days: 1 })).toBe('2026-03-30');
    expect(later('2026-12-31', { days: 1 })).toBe('2027-01-01');
  });

  it('shows six weeks from a Monday on', () => {
    const weeks = weeksOf('2026-11-21');
    expect(weeks).toHaveLength(6);
    expect(weeks[0]?.[0]).toBe('2026-10-26');
    expect(weekday(weeks[0]?.[0] ?? '')).toBe(0);
    expect(weeks.flat()).toContain('2026-11-30');
    expect(new Set(weeks.flat()).size).toBe(42);
  });

  it('takes today from where the reader is, not from Greenwich', () => {
    // 23:30 in Greenwich is half past midnight in Berlin, where the tests run.
    expect(today(new Date('2026-11-20T23:30:00Z'))).toBe('2026-11-21');
  });
});

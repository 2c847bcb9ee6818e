import { describe, expect, it } from 'vitest';
import { matches } from '../program/keys';
import { visibleColumns } from './columns';
import { groups } from './identifiers';
import { RowLayout } from './rows';

describe('the window of a list', () => {
  it('holds the rows in sight and a few around them, never more than there are', () => {
    const long = new RowLayout(36, 100_000);
    expect(long.rowsBetween(0, 360)).toEqual({ from: 0, to: 19 });
    expect(long.rowsBetween(36_000, 36_360)).toEqual({ from: 992, to: 1019 });
    expect(new RowLayout(36, 3).rowsBetween(0, 360)).toEqual({ from: 0, to: 3 });
    expect(new RowLayout(36, 0).rowsBetween(0, 360)).toEqual({ from: 0, to: 0 });
    // The list became shorter while it was scrolled far down.
    expect(new RowLayout(36, 10).rowsBetween(36_000, 36_360)).toEqual({ from: 10, to: 10 });
  });

  it('has a heading above the first row of each group', () => {
    const groups = [
      { key: 'a', label: 'A', count: 2 },
      { key: 'b', label: 'B', count: 3 },
    ];
    const layout = new RowLayout(57, 5, groups);
    expect(layout.height).toBe(5 * 57 + 2 * 30);
    expect([0, 1, 2, 4].map((index) => layout.topOf(index))).toEqual([30, 87, 174, 288]);
    // Every row is found at its top and at its last pixel; a heading belongs to the row below it.
    for (let index = 0; index < 5; index += 1) {
      expect(layout.rowAt(layout.topOf(index))).toBe(index);
      expect(layout.rowAt(layout.topOf(index) + 56)).toBe(index);
    }
    expect(layout.rowAt(150)).toBe(2);
    expect(layout.groupsBetween(0, 100).map(({ key, top }) => [key, top])).toEqual([
      ['a', 0],
      ['b', 144],
    ]);
  });

  it('leaves out columns that want more room', () => {
    const columns = [
      { key: 'a', label: 'A', width: '1fr' },
      { key: 'b', label: 'B', width: '1fr', from: 700 },
    ];
    expect(visibleColumns(columns, 699).map((column) => column.key)).toEqual(['a']);
    expect(visibleColumns(columns, 700).map((column) => column.key)).toEqual(['a', 'b']);
  });
});

describe('identifiers', () => {
  it.each([
    ['DE89370400440532013000', 'iban', ['DE89', '3704', '0044', '0532', '0130', '00']],
    ['DE123456789', 'vat', ['DE', '123', '456', '789']],
    ['PL5260250995', 'vat', ['PL', '526', '025', '09', '95']],
    ['LU12345678', 'vat', ['LU', '123', '456', '78']],
    ['IE1234', 'vat', ['IE', '12', '34']],
    ['DE1', 'vat', ['DE', '1']],
    ['WBA8E5100NG123456', 'vin', ['WBA', '8E5100', 'NG123456']],
    ['R-2026-88', 'plain', ['R-2026-88']],
    ['', 'iban', []],
    ['WB', 'vin', ['WB']],
  ] as const)('groups %s as %s', (value, kind, expected) => {
    expect(groups(value, kind)).toEqual(expected);
    expect(groups(value, kind).join('')).toBe(value);
  });
});

describe('keys', () => {
  const press = (key: string, init: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key, ...init });

  it('tells the keys apart', () => {
    expect(matches(press('Enter', { ctrlKey: true }), 'Ctrl+Enter')).toBe(true);
    expect(matches(press('Enter', { metaKey: true }), 'Ctrl+Enter')).toBe(true);
    expect(matches(press('Enter'), 'Ctrl+Enter')).toBe(false);
    expect(matches(press('Enter', { ctrlKey: true }), 'Enter')).toBe(false);
    expect(matches(press('?', { shiftKey: true }), '?')).toBe(true);
    expect(matches(press('ArrowLeft', { altKey: true }), 'Alt+ArrowLeft')).toBe(true);
    expect(matches(press('ArrowLeft', { altKey: true, shiftKey: true }), 'Alt+ArrowLeft')).toBe(false);
  });
});

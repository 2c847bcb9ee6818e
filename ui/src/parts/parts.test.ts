import { describe, expect, it } from 'vitest';
import { matches } from '../program/keys';
import { visibleColumns, visibleRows } from './columns';
import { groups } from './identifiers';

describe('the window of a list', () => {
  it('holds the rows in sight and a few around them, never more than there are', () => {
    expect(visibleRows(0, 360, 36, 100_000)).toEqual({ from: 0, to: 18 });
    expect(visibleRows(36_000, 360, 36, 100_000)).toEqual({ from: 992, to: 1018 });
    expect(visibleRows(0, 360, 36, 3)).toEqual({ from: 0, to: 3 });
    expect(visibleRows(0, 360, 36, 0)).toEqual({ from: 0, to: 0 });
    // The list became shorter while it was scrolled far down.
    expect(visibleRows(36_000, 360, 36, 10)).toEqual({ from: 10, to: 10 });
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

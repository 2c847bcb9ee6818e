import { afterEach, expect, it } from 'vitest';
import { words } from '../words/words.svelte';
import { minorUnits, written } from './written';

afterEach(() => words.setLanguage('en'));

it('writes values in the notation of the language', () => {
  const texts = () => [
    written({ kind: 'amount', value: '13800.00' }),
    written({ kind: 'number', value: '84200' }),
    written({ kind: 'amount', value: '1250' }),
  ];
  words.setLanguage('en');
  expect(texts()).toEqual(['13,800.00', '84,200', '1,250']);
  words.setLanguage('de');
  expect(texts()).toEqual(['13.800,00', '84.200', '1.250']);
});

it('groups identifiers as they are read', () => {
  expect(written({ kind: 'vin', value: 'WBA8E9C50GK645321' })).toBe('WBA 8E9C50 GK645321');
  expect(written({ kind: 'iban', value: 'DE89370400440532013000' })).toBe('DE89 3704 0044 0532 0130 00');
  expect(written({ kind: 'text', value: 'BMW' })).toBe('BMW');
});

it('knows the minor units of a decimal', () => {
  expect([minorUnits('18500.00'), minorUnits('1250'), minorUnits('0.05')]).toEqual([1850000, 1250, 5]);
});

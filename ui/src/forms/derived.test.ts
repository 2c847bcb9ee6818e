import { expect, it } from 'vitest';
import type { FieldValue } from '../contract';
import { DerivedValues } from './derived';

const country = (value: string): FieldValue[] => [{ field: 'address.country', kind: 'text', value }];

it('fills an empty field, and follows a change, until the user types something else', () => {
  const derived = new DerivedValues([], () => '');
  expect(derived.valueFor('address.country', '', country('PL'))).toBe('PL');
  expect(derived.stands('address.country', 'PL')).toBe(true);
  expect(derived.valueFor('address.country', 'PL', country('CZ'))).toBe('CZ');
  expect(derived.valueFor('address.country', 'SK', country('PL'))).toBeUndefined();
  expect(derived.stands('address.country', 'SK')).toBe(false);
});

it('does not fill in again what the user has removed', () => {
  const derived = new DerivedValues([], () => '');
  derived.valueFor('address.country', '', country('PL'));
  expect(derived.valueFor('address.country', '', country('PL'))).toBeUndefined();
  expect(derived.valueFor('address.country', '', country('CZ'))).toBe('CZ');
});

it('knows the value that a draft was kept with', () => {
  const derived = new DerivedValues(country('PL'), () => 'PL');
  expect(derived.stands('address.country', 'PL')).toBe(true);
  expect(derived.valueFor('address.country', 'PL', country('CZ'))).toBe('CZ');
});

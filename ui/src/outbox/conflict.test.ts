import { describe, expect, it } from 'vitest';
import type { ConflictField } from '../contract';
import { day } from '../words/format';
import {
  fieldsToChoose,
  initialChoices,
  chooseEverywhere,
  unchosenFields,
  valueText,
  toFieldChoices,
} from './conflict';

function field(name: string, more: Partial<ConflictField> = {}): ConflictField {
  return {
    field: name,
    base: 'a',
    mine: 'b',
    theirs: 'c',
    unseen: false,
    sensitive: false,
    fixed: false,
    merged: null,
    ...more,
  };
}

const fields = [
  field('invoiceNumber'),
  field('amount', { sensitive: true }),
  field('externalOrderId', { fixed: true }),
  field('city', { merged: 'theirs' }),
];

describe('the choices of a conflict', () => {
  it('are needed for every field that was not merged automatically', () => {
    expect(fieldsToChoose(fields).map((one) => one.field)).toEqual([
      'invoiceNumber',
      'amount',
      'externalOrderId',
    ]);
  });

  it('start with the fields that cannot be changed, and no others', () => {
    const choices = initialChoices(fields);
    expect(choices).toEqual({ externalOrderId: 'theirs' });
    expect(unchosenFields(fields, choices).map((one) => one.field)).toEqual(['invoiceNumber', 'amount']);
  });

  it('can be mine for every field that can be changed', () => {
    const choices = chooseEverywhere(fields, 'mine');
    expect(unchosenFields(fields, choices)).toEqual([]);
    expect(toFieldChoices(fields, choices)).toEqual([
      { field: 'invoiceNumber', side: 'mine' },
      { field: 'amount', side: 'mine' },
      { field: 'externalOrderId', side: 'theirs' },
    ]);
  });

  it('never contain a merged field', () => {
    expect(toFieldChoices(fields, { city: 'mine', amount: 'theirs' })).toEqual([
      { field: 'amount', side: 'theirs' },
    ]);
  });
});

describe('a value', () => {
  it.each([
    [null, 'empty'],
    ['', 'empty'],
    ['true', 'yes'],
    ['18500.00', '18,500.00'],
    ['18500.00 EUR', '18,500.00 EUR'],
    ['526', '526'],
    ['2026-11-21', day('2026-11-21')],
    ['RE-1', 'RE-1'],
  ])('is shown in the user’s format: %j', (value, expected) => {
    expect(valueText(value)).toBe(expected);
  });
});

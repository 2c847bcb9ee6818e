import { describe, expect, it } from 'vitest';
import type { Missing } from '../contract';
import { offeredActions } from './offeredActions';

const missing: Missing = {
  code: 'MISSING_PAYMENT',
  module: 'payment',
  message: '',
  fix: { do: 'openForm', form: 'payment', field: null },
  waiting: false,
};

describe('the actions with a button elsewhere on the page', () => {
  it('are those of the missing items, unless the item only waits to be sent', () => {
    const order = { missing: [missing], decision: null, finalInvoice: null };
    expect(offeredActions(order)).toEqual(['payment']);
    expect(offeredActions({ ...order, missing: [{ ...missing, waiting: true }] })).toEqual([]);
  });

  it('are joined by the final invoice once NT24 has decided', () => {
    expect(offeredActions({ missing: [], decision: 'validExport', finalInvoice: null })).toEqual([
      'finalInvoice',
    ]);
  });
});

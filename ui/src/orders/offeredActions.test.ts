import { describe, expect, it } from 'vitest';
import type { Step } from '../contract';
import { offeredActions } from './offeredActions';

const step: Step = {
  milestone: 'payment',
  module: 'payment',
  code: 'MISSING_PAYMENT',
  message: '',
  state: 'next',
  askedBy: 'nt24',
  turn: 'buyer',
  queued: false,
  fact: null,
  on: null,
  since: null,
  due: null,
  after: null,
  fix: { do: 'openForm', form: 'payment', field: null },
  takes: [],
  documents: [],
  also: [],
};

describe('the actions with a button elsewhere on the page', () => {
  it('are those of the steps, unless the step only waits to be sent', () => {
    const order = { steps: [step], decision: null, finalInvoice: null };
    expect(offeredActions(order)).toEqual(['payment']);
    expect(offeredActions({ ...order, steps: [{ ...step, state: 'waiting', fix: null }] })).toEqual([]);
  });

  it('are joined by the final invoice once NT24 has decided', () => {
    expect(offeredActions({ steps: [], decision: 'validExport', finalInvoice: null })).toEqual([
      'finalInvoice',
    ]);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { Fact } from '../contract';
import { factText, historyText } from './factText';
import { words } from './words.svelte';

function history(key: string, params: Fact['params']): string {
  return historyText({
    at: '2026-11-21T08:00:00Z',
    by: { who: 'thisDesk' },
    fact: { key, params },
    changes: [],
  });
}

beforeEach(() => words.setLanguage('en'));

describe('facts', () => {
  it('write the minor units of an amount as money', () => {
    const text = factText({
      key: 'invoice.number',
      params: { number: 'RE-1', amount: '1850000', currency: 'EUR' },
    });
    expect(text).toMatch(/^RE-1, .*18.?500[.,]00/);
  });

  it('show a key that has no text', () => {
    expect(factText({ key: 'moon.full', params: {} })).toBe('moon.full');
  });
});

describe('history', () => {
  it('names operations, results and verdicts', () => {
    expect(history('sent', { operation: 'submitPayment' })).toBe('Payment');
    expect(history('queued', { operation: 'uploadKycDocument', file: 'extract.pdf' })).toBe(
      'KYC document (extract.pdf): waiting to be sent',
    );
    expect(history('vies.result', { result: 'UNKNOWN' })).toBe('VIES: No answer');
    expect(history('verdict.changed', { from: 'INCOMPLETE', to: 'VALID' })).toBe('Verdict: VALID');
    expect(history('status.changed', { from: 'CREATED', to: 'INVOICE_SUBMITTED' })).toBe(
      'Status: Created → Invoiced',
    );
  });

  it('keeps an API value that has no name', () => {
    expect(history('sent', { operation: 'somethingNew' })).toBe('somethingNew');
  });
});

import { describe, expect, it } from 'vitest';
import { offeredBy } from './fixText';
import { placeOfFix } from './placeOfFix';

const at = { order: 'o1', buyer: 'b1' };

describe('the way to mend something', () => {
  it('opens the form of the order, or of its buyer, at the field to blame', () => {
    expect(placeOfFix({ do: 'openForm', form: 'payment', field: 'sourceIban' }, at)).toEqual({
      screen: 'form',
      form: 'payment',
      subject: 'o1',
      field: 'sourceIban',
    });
    expect(placeOfFix({ do: 'openForm', form: 'buyerChange', field: null }, at)).toMatchObject({
      subject: 'b1',
    });
  });

  it('leads to the entry of the outbox, and stays for what the page itself mends', () => {
    expect(placeOfFix({ do: 'openOutbox', entry: 'e1' }, at)).toEqual({ screen: 'outbox', entry: 'e1' });
    expect(placeOfFix({ do: 'markReady' }, at)).toBeNull();
    expect(placeOfFix({ do: 'addDocument', document: 'TRANSPORT_CMR' }, at)).toBeNull();
  });

  it('is not offered twice, unless what mends it only waits', () => {
    const missing = {
      code: 'MISSING_PAYMENT',
      module: 'payment' as const,
      message: '',
      fix: { do: 'openForm' as const, form: 'payment' as const, field: null },
      waiting: false,
    };
    expect(offeredBy([missing])).toEqual(['payment']);
    expect(offeredBy([{ ...missing, waiting: true }])).toEqual([]);
  });
});

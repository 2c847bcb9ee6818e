import { describe, expect, it } from 'vitest';
import { placeOfFix } from './placeOfFix';

const at = { order: 'o1', buyer: 'b1' };

describe('the place of a fix', () => {
  it('is the form of the order, or of its buyer, at the field of the finding', () => {
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

  it('is the entry of the outbox, and null for a fix on the page itself', () => {
    expect(placeOfFix({ do: 'openOutbox', entry: 'e1' }, at)).toEqual({ screen: 'outbox', entry: 'e1' });
    expect(placeOfFix({ do: 'markReady' }, at)).toBeNull();
    expect(placeOfFix({ do: 'addDocument', document: 'TRANSPORT_CMR' }, at)).toBeNull();
  });
});

import { expect, it } from 'vitest';
import type { DocumentOffer, TakenFile } from '../contract';
import { typeFor } from './names';

const offers: DocumentOffer[] = ['PAYMENT_CONFIRMATION', 'TRANSPORT_CMR'].map((document) => ({
  document,
  module: 'payment',
  wanted: true,
}));

function file(guess: string | null): TakenFile {
  return {
    id: 'f',
    name: 'f.pdf',
    size: 1,
    media: 'pdf',
    guess: guess === null ? null : { document: guess, confidence: 80 },
    cutOff: false,
    usedAt: [],
  };
}

it('a new file gets the type that was asked for, else the guessed one, else the only one', () => {
  expect(typeFor(file('TRANSPORT_CMR'), offers, 'PAYMENT_CONFIRMATION')).toBe('PAYMENT_CONFIRMATION');
  expect(typeFor(file('TRANSPORT_CMR'), offers, null)).toBe('TRANSPORT_CMR');
  expect(typeFor(file(null), offers, null)).toBe('');
  expect(typeFor(file(null), offers.slice(0, 1), null)).toBe('PAYMENT_CONFIRMATION');
  expect(typeFor(file('COC_EXTRACT'), offers.slice(0, 1), null)).toBe('');
});

it('a type that is not taken here is never given', () => {
  expect(typeFor(file('COC_EXTRACT'), offers, 'AML_DECLARATION')).toBe('');
});

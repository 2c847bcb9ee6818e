import { describe, expect, it } from 'vitest';
import type { DraftRow } from '../contract';
import { en } from '../words/en';
import { searchDrafts } from './searchDrafts';

const rows: DraftRow[] = [
  { id: '1', form: 'buyer', subject: null, label: 'Kowalski', buyer: null, refused: false, savedAt: '' },
  {
    id: '2',
    form: 'invoice',
    subject: { kind: 'order', id: 'o', label: 'NL-0042' },
    label: 'RE-1',
    buyer: 'Auto-Świat',
    refused: false,
    savedAt: '',
  },
];

describe('the search among drafts', () => {
  it.each([
    ['', ['1', '2']],
    ['kowal', ['1']],
    ['INVOICE nl-00', ['2']],
    ['invoice kowalski', []],
  ])('finds by label, subject and form: %j', (typed, expected) => {
    expect(searchDrafts(rows, typed, en.forms.titles).map(({ id }) => id)).toEqual(expected);
  });
});

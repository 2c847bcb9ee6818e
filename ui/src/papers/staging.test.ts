import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { Failure, FilePapers, Taken, TakenFile } from '../contract';
import { Staging, placeOf, type PaperPlace } from './staging.svelte';

const places: PaperPlace[] = [
  { key: 'cmr', takes: ['TRANSPORT_CMR'], wanted: 'TRANSPORT_CMR' },
  { key: 'invoice', takes: ['SHIPMENT_PRELIMINARY_INVOICE'], wanted: null },
  { key: 'payment', takes: ['PAYMENT_CONFIRMATION', 'PAYMENT_BANK_TRANSFER_SCREENSHOT'], wanted: null },
];
const [cmr, invoice] = places as [PaperPlace, PaperPlace];

function file(name: string, guess: string | null = null): TakenFile {
  return {
    id: name,
    name,
    size: 1,
    media: 'pdf',
    guess: guess === null ? null : { document: guess, confidence: 80 },
    cutOff: false,
    usedAt: [],
  };
}

function taken(...files: TakenFile[]): Taken {
  return { files, refused: [] };
}

const refusal: Failure = {
  code: 'form_incomplete',
  params: {},
  detail: null,
  traceId: null,
  fields: [],
  findings: [
    { rule: 'document.type', severity: 'error', field: 'papers[1].document', params: {}, source: null },
  ] as unknown as Failure['findings'],
};

function staging(answer: () => Promise<object> = () => Promise.resolve({})): {
  staging: Staging;
  filed: FilePapers[];
} {
  const filed: FilePapers[] = [];
  const file = (request: FilePapers) => {
    filed.push(request);
    return answer();
  };
  return {
    staging: new Staging('o1', file as never, () => Promise.resolve(taken())),
    filed,
  };
}

describe('a file that comes to a page', () => {
  it('goes to the place of its recognised type, wherever it was dropped', () => {
    const { staging: page } = staging();
    page.take(taken(file('bank.pdf', 'PAYMENT_CONFIRMATION'), file('cmr.pdf', 'TRANSPORT_CMR')), places, cmr);
    expect(page.at('payment').map(({ paper }) => paper.document)).toEqual(['PAYMENT_CONFIRMATION']);
    expect(page.at('cmr').map(({ file }) => file.name)).toEqual(['cmr.pdf']);
  });

  it('is taken for the missing document only if it is the only one and says nothing else', () => {
    const one = staging().staging;
    one.take(taken(file('scan.pdf')), places, cmr);
    expect(one.papers[0]).toMatchObject({
      place: 'cmr',
      reason: 'wanted',
      paper: { document: 'TRANSPORT_CMR' },
    });
    const two = staging().staging;
    two.take(taken(file('a.pdf'), file('b.pdf')), places, cmr);
    expect(two.papers.map(({ paper }) => paper.document)).toEqual(['', '']);
    const elsewhere = staging().staging;
    elsewhere.take(taken(file('scan.pdf')), places, invoice);
    expect(elsewhere.papers[0]).toMatchObject({ place: 'invoice', reason: 'none', paper: { document: '' } });
  });

  it('stands on the page once, also if it is dropped again', () => {
    const { staging: page } = staging();
    page.take(taken(file('cmr.pdf', 'TRANSPORT_CMR')), places, cmr);
    page.take(taken(file('cmr.pdf', 'TRANSPORT_CMR')), places, cmr);
    expect(page.papers).toHaveLength(1);
  });

  it('has a type that no place takes: it waits where it was meant, without a type', () => {
    expect(placeOf('AML_DECLARATION', places)).toBeUndefined();
    const { staging: page } = staging();
    page.take(taken(file('aml.pdf', 'AML_DECLARATION')), places, invoice);
    expect(page.papers[0]).toMatchObject({ place: 'invoice', paper: { document: '' } });
  });
});

describe('filing the papers of a place', () => {
  it('sends those of this place only, and keeps the others', async () => {
    const { staging: page, filed } = staging();
    page.take(taken(file('cmr.pdf', 'TRANSPORT_CMR'), file('bank.pdf', 'PAYMENT_CONFIRMATION')), places, cmr);
    expect(await page.send('cmr')).toBe(true);
    expect(filed.map(({ papers }) => papers.map((paper) => paper.file))).toEqual([['cmr.pdf']]);
    expect(page.papers.map(({ file }) => file.name)).toEqual(['bank.pdf']);
  });

  it('keeps every file after a failure, with the failure at its field, and at no other place', async () => {
    const { staging: page } = staging(() => Promise.reject(refusal));
    page.take(taken(file('a.pdf', 'TRANSPORT_CMR'), file('b.pdf', 'TRANSPORT_CMR')), places, cmr);
    page.take(taken(file('bank.pdf', 'PAYMENT_CONFIRMATION')), places, undefined);
    expect(await page.send('cmr')).toBe(false);
    flushSync();
    expect(page.papers).toHaveLength(3);
    const [first, second, other] = page.papers;
    expect(page.errorAt(second!, 'document')).toBeDefined();
    expect(page.errorAt(first!, 'document')).toBeUndefined();
    expect(page.errorAt(other!, 'document')).toBeUndefined();
    page.remove('a.pdf');
    expect(page.errorAt(second!, 'document'), 'the fields have other numbers now').toBeUndefined();
  });
});

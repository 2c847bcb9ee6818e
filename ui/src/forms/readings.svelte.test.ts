import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it, vi, afterEach } from 'vitest';
import type { Draft } from '../contract';
import { DraftEditor, PAUSE } from './draft.svelte';
import { checked, Core, draftOf, fine, finding } from './draftForTests';
import { SecondPress } from './secondPress.svelte';

let core: Core;
let editor: DraftEditor;

beforeEach(() => {
  vi.useFakeTimers();
  core = new Core();
  editor = new DraftEditor(draftOf(), core.call);
  flushSync();
});

afterEach(() => vi.useRealTimers());

function type(amount: string): void {
  editor.put('bankAmount', amount);
  flushSync();
}

describe('what the rules read', () => {
  it('is written in the notation of the language, until the text is another one', async () => {
    type('18500');
    await vi.advanceTimersByTimeAsync(PAUSE);
    core.saves[0]?.answer({
      ...fine,
      read: [{ field: 'bankAmount', kind: 'amount', value: '18500.00', text: '18500' }],
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(editor.shown('bankAmount')).toBe('18,500.00');
    type('18501');
    expect(editor.shown('bankAmount')).toBe('18501');
  });

  it('fills in what follows, except for the field that has the focus, until that one is left', async () => {
    const follows = { ...fine, derived: [{ field: 'sourceIban', kind: 'text' as const, value: 'PL61' }] };
    editor.field = 'sourceIban';
    type('1');
    await vi.advanceTimersByTimeAsync(PAUSE);
    core.saves[0]?.answer(follows);
    await vi.advanceTimersByTimeAsync(0);
    expect(editor.text('sourceIban')).toBe('');
    editor.touch('sourceIban');
    expect([editor.text('sourceIban'), editor.isDerived('sourceIban')]).toEqual(['PL61', true]);
  });

  it('is an answer in a new form, until the user or a rule has something against it', () => {
    const filled = draftOf();
    if (filled.form.kind !== 'payment') throw new Error('a payment');
    filled.form.body.bankAmount = '18500.00';
    const open = (more: Partial<Draft>) => new DraftEditor({ ...filled, checked: fine, ...more }, core.call);
    expect(open({ savedAt: '2026-11-28T10:00:00Z' }).isAnswered('bankAmount')).toBe(false);
    expect(open({ changes: 'RE-1' }).isAnswered('bankAmount')).toBe(false);
    const doubted = checked(finding('bankAmount', 'warning', 'amountDiffers'));
    expect(open({ checked: doubted }).isAnswered('bankAmount')).toBe(false);
    const fresh = open({});
    expect([fresh.isAnswered('bankAmount'), fresh.isAnswered('sourceIban')]).toEqual([true, false]);
    fresh.put('bankAmount', '18400');
    expect(fresh.isAnswered('bankAmount')).toBe(false);
  });

  it('is offered for a field only while that holds what was checked', async () => {
    type('1');
    await vi.advanceTimersByTimeAsync(PAUSE);
    const offer = { field: 'bankAmount', kind: 'amount' as const, value: '18500.00' };
    core.saves[0]?.answer({ ...fine, suggestions: [offer] });
    await vi.advanceTimersByTimeAsync(0);
    expect(editor.suggestionAt('bankAmount')).toEqual(offer);
    type('2');
    expect(editor.suggestionAt('bankAmount')).toBeUndefined();
  });
});

describe('a final form with warnings', () => {
  const pickup: Draft = draftOf({
    form: {
      kind: 'pickup',
      body: {
        pickupKind: 'companyTransport',
        pickupDate: '2026-11-28',
        driver: '',
        collectionAddress: { street: '', postCode: '', city: '', country: '' },
        papers: [],
      },
    },
    checked: checked(finding('papers', 'warning', 'transport.cmr_missing')),
  });

  it('wants a second press in other words, unless the user moves on', () => {
    const second = new SecondPress(new DraftEditor(pickup, core.call));
    expect(second.press()).toBe(false);
    expect([second.awaited, second.text]).toEqual([true, 'Confirm without CMR']);
    second.reset();
    expect([second.awaited, second.press(), second.press()]).toEqual([false, false, true]);
  });

  it('counts several warnings, and asks again for a new one', () => {
    const draft = new DraftEditor(pickup, core.call);
    const second = new SecondPress(draft);
    second.press();
    draft.checked = checked(
      ...draft.checked.findings,
      finding('driver', 'warning', 'transport.driver_missing'),
    );
    expect([second.awaited, second.press(), second.text]).toEqual([false, false, 'Send despite 2 warnings']);
  });

  it('wants no second press without a warning, with an error, or where nothing is final', () => {
    const wants = (draft: Draft) => !new SecondPress(new DraftEditor(draft, core.call)).press();
    expect(wants({ ...pickup, checked: fine })).toBe(false);
    expect(wants({ ...pickup, checked: checked(finding('driver', 'warning'), finding('pickupDate')) })).toBe(
      false,
    );
    expect(wants(draftOf({ checked: checked(finding('papers', 'warning')) }))).toBe(false);
  });
});

import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Checked } from '../contract';
import { Navigation } from '../program/navigation.svelte';
import { DraftEditor, PAUSE, type Call } from './draft.svelte';
import { checked, Core, draftOf, failure, fine, finding } from './draftForTests';

let core: Core;
let editor: DraftEditor;

function type(amount: string): void {
  editor.put('bankAmount', amount);
  flushSync();
}

beforeEach(() => {
  vi.useFakeTimers();
  core = new Core();
  editor = new DraftEditor(draftOf(), core.call);
  flushSync();
});

afterEach(() => vi.useRealTimers());

describe('saving a draft', () => {
  it('waits for a pause between key strokes and saves the last text', async () => {
    type('1');
    await vi.advanceTimersByTimeAsync(PAUSE - 1);
    type('18');
    await vi.advanceTimersByTimeAsync(PAUSE - 1);
    expect(core.saves).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(core.amounts()).toEqual(['18']);
    expect(core.saves[0]?.request).toMatchObject({ id: 'd1', subject: 'o1', step: 0 });
  });

  it('runs one save at a time, and the last one contains the last key stroke', async () => {
    type('1');
    await vi.advanceTimersByTimeAsync(PAUSE);
    type('18');
    await vi.advanceTimersByTimeAsync(PAUSE);
    type('185');
    await vi.advanceTimersByTimeAsync(PAUSE);
    expect(core.amounts()).toEqual(['1']);
    core.saves[0]?.answer(fine);
    await vi.advanceTimersByTimeAsync(0);
    expect(core.amounts()).toEqual(['1', '185']);
    expect(editor.saving.at).toBe('pending');
    core.saves[1]?.answer(fine);
    await vi.advanceTimersByTimeAsync(PAUSE * 4);
    expect(core.saves).toHaveLength(2);
    expect(editor.saving.at).toBe('saved');
  });

  it('saves when the screen is closed, and not afterwards', async () => {
    editor.put('bankAmount', '9');
    const closing = editor.close();
    expect(core.amounts()).toEqual(['9']);
    core.saves[0]?.answer(fine);
    await closing;
    type('10');
    await vi.advanceTimersByTimeAsync(PAUSE * 4);
    expect(core.saves).toHaveLength(1);
  });

  it('saves the focused field with the text', async () => {
    editor.field = 'bankAmount';
    type('1');
    await vi.advanceTimersByTimeAsync(PAUSE);
    expect(core.saves[0]?.request.field).toBe('bankAmount');
  });

  it('saves a change of the focus when the form is left, and not before', async () => {
    const kept = new DraftEditor(
      draftOf({ savedAt: '2026-11-21T09:00:00Z', field: 'paymentDate' }),
      core.call,
    );
    kept.field = 'sourceIban';
    await vi.advanceTimersByTimeAsync(PAUSE * 4);
    expect(core.saves).toHaveLength(0);
    const closing = kept.close();
    expect(core.saves.map(({ request }) => request.field)).toEqual(['sourceIban']);
    core.saves[0]?.answer(fine);
    await closing;
  });

  it('makes no draft of a form in which only the focus changed', async () => {
    editor.field = 'sourceIban';
    await editor.close();
    expect(core.calls).toEqual([]);
  });

  it('keeps trying after a failure', async () => {
    type('1');
    await vi.advanceTimersByTimeAsync(PAUSE);
    core.saves[0]?.fail(failure);
    await vi.advanceTimersByTimeAsync(0);
    expect(editor.saving).toEqual({ at: 'failed', failure });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(core.amounts()).toEqual(['1', '1']);
  });

  it('does not save an untouched form', async () => {
    await editor.close();
    expect(core.calls).toEqual([]);
  });

  it('saves at once when a field is left', () => {
    type('1');
    editor.touch('bankAmount');
    expect(core.saves).toHaveLength(1);
  });
});

describe('leaving a form that cannot be saved', () => {
  const full = (() => Promise.reject(failure)) as Call;
  let navigation: Navigation;

  beforeEach(() => {
    navigation = new Navigation();
    editor = new DraftEditor(draftOf(), full);
    navigation.beforeLeaving(() => editor.flush());
    flushSync();
    type('185');
  });

  it('asks the user, who can stay and keeps the text', async () => {
    const going = navigation.go({ screen: 'settings' });
    await vi.advanceTimersByTimeAsync(0);
    expect(navigation.current).toEqual({ screen: 'orders' });
    expect(navigation.unsaved).toMatchObject({ failure, locks: false });
    navigation.unsaved?.decide(false);
    await going;
    expect([navigation.current, navigation.unsaved]).toEqual([{ screen: 'orders' }, null]);
    expect(editor.text('bankAmount')).toBe('185');
  });

  it('leaves it if the user wants that, and no later press is asked about', async () => {
    const going = navigation.go({ screen: 'settings' });
    await vi.advanceTimersByTimeAsync(0);
    navigation.unsaved?.decide(true);
    await going;
    expect([navigation.current, navigation.unsaved]).toEqual([{ screen: 'settings' }, null]);
  });

  it('asks on the way back and before a replacement, too', async () => {
    for (const leave of [() => navigation.back(), () => navigation.replace({ screen: 'drafts' })]) {
      const leaving = leave();
      await vi.advanceTimersByTimeAsync(0);
      expect(navigation.unsaved?.failure).toEqual(failure);
      navigation.unsaved?.decide(false);
      await leaving;
      expect(navigation.current).toEqual({ screen: 'orders' });
    }
  });

  it('asks no longer once the data is locked by itself', async () => {
    const going = navigation.go({ screen: 'settings' });
    await vi.advanceTimersByTimeAsync(0);
    navigation.reset();
    await going;
    expect([navigation.current, navigation.unsaved]).toEqual([{ screen: 'orders' }, null]);
  });

  it('asks nothing if only the focus could not be saved', async () => {
    editor = new DraftEditor(draftOf({ savedAt: '2026-11-21T09:00:00Z' }), full);
    editor.field = 'sourceIban';
    await navigation.go({ screen: 'settings' });
    expect([navigation.current, editor.saving.at]).toEqual([{ screen: 'settings' }, 'failed']);
  });

  it('asks nothing about a form that was discarded', async () => {
    expect(await editor.flush()).toEqual(failure);
    await editor.discard();
    await navigation.go({ screen: 'settings' });
    expect(navigation.current).toEqual({ screen: 'settings' });
  });
});

describe('findings', () => {
  it('of an empty field are shown after the user left it', () => {
    expect(editor.findingAt('paymentDate', 'error')).toBeUndefined();
    editor.touch('paymentDate');
    expect(editor.findingAt('paymentDate', 'error')?.rule).toBe('required');
    expect(editor.findingAt('bankAmount', 'error')).toBeUndefined();
  });

  it('of a filled field are shown from the start', () => {
    const form = draftOf().form;
    if (form.kind === 'payment') form.body.sourceIban = 'DE00';
    const old = new DraftEditor(
      draftOf({ form, checked: checked(finding('sourceIban', 'error', 'iban.format')) }),
      core.call,
    );
    expect(old.findingAt('sourceIban', 'error')?.rule).toBe('iban.format');
  });

  it('of a step are shown on request, and the fields with an error are returned', () => {
    expect(editor.showFindings((field) => field === 'bankAmount')).toEqual(['bankAmount']);
    expect(editor.findingAt('bankAmount', 'error')).toBeDefined();
    expect(editor.findingAt('paymentDate', 'error')).toBeUndefined();
  });

  it('that warn stand there from the start, but not while the field is typed in for the first time', () => {
    const first = new DraftEditor(
      draftOf({ checked: checked(finding('papers', 'warning', 'x')) }),
      core.call,
    );
    expect(first.findingAt('papers', 'warning')?.rule).toBe('x');
    first.field = 'papers';
    expect(first.findingAt('papers', 'warning')).toBeUndefined();
    first.touch('papers');
    expect(first.findingAt('papers', 'warning')?.rule).toBe('x');
  });

  it('never miss a value that was typed since, also while saving fails', async () => {
    editor.touch('bankAmount');
    expect(editor.findingAt('bankAmount', 'error')?.rule).toBe('required');
    type('18500');
    await vi.advanceTimersByTimeAsync(PAUSE);
    core.saves[0]?.fail(failure);
    await vi.advanceTimersByTimeAsync(0);
    expect(editor.saving.at).toBe('failed');
    expect(editor.findingAt('bankAmount', 'error')).toBeUndefined();
  });

  it('that no field shows belong to the whole form', () => {
    const whole = new DraftEditor(
      draftOf({ checked: checked(finding('', 'warning', 'x'), finding('bankAmount', 'warning', 'y')) }),
      core.call,
    );
    const stop = whole.claim('bankAmount');
    expect(whole.unclaimed('warning', () => true).map(({ rule }) => rule)).toEqual(['x']);
    stop();
  });
});

describe('a message of NT24', () => {
  const refused = draftOf({ problems: [{ field: 'bankAmount', message: 'differs' }] });

  it('is shown at its field until the field is changed', () => {
    const old = new DraftEditor(refused, core.call);
    flushSync();
    expect([old.refused, old.problemAt('bankAmount')]).toEqual([true, 'differs']);
    old.put('bankAmount', '2');
    flushSync();
    expect([old.refused, old.problemAt('bankAmount')]).toEqual([false, undefined]);
  });
});

describe('submitting', () => {
  async function submitWith(after: Checked): Promise<unknown> {
    const sent = editor.submit();
    await vi.advanceTimersByTimeAsync(0);
    core.saves.at(-1)?.answer(after);
    return sent;
  }

  it('saves first, then sends, then saves no more', async () => {
    type('1');
    expect(await submitWith(fine)).toMatchObject({ id: 'o1' });
    expect(core.calls).toEqual(['save_draft', 'submit_draft']);
    type('2');
    await vi.advanceTimersByTimeAsync(PAUSE * 2);
    expect(core.calls).toHaveLength(2);
  });

  it('saves a form that only the program filled in', async () => {
    await submitWith(fine);
    expect(core.calls).toEqual(['save_draft', 'submit_draft']);
  });

  it('sends nothing while a rule finds an error, and shows every finding', async () => {
    expect(await submitWith(checked(finding('paymentDate')))).toBeUndefined();
    expect(core.calls).toEqual(['save_draft']);
    expect(editor.findingAt('paymentDate', 'error')).toBeDefined();
  });

  it('shows the findings and messages of the core at their fields', async () => {
    core.submitAnswer = () =>
      Promise.reject({
        ...failure,
        code: 'form_incomplete',
        findings: [finding('sourceIban', 'error', 'iban.length')],
        fields: [{ field: 'cashAmount', message: 'too much' }],
      });
    expect(await submitWith(fine)).toBeUndefined();
    expect(editor.findingAt('sourceIban', 'error')?.rule).toBe('iban.length');
    expect(editor.problemAt('cashAmount')).toBe('too much');
    expect([editor.failure, editor.submitting]).toEqual([null, false]);
  });

  it('reports a failure that belongs to no field', async () => {
    core.submitAnswer = () => Promise.reject(failure);
    await submitWith(fine);
    expect(editor.failure).toEqual(failure);
  });
});

describe('discarding', () => {
  it('sends no command if the draft was never saved', async () => {
    expect(await editor.discard()).toEqual({ restore: null });
    expect(core.calls).toEqual([]);
  });

  it('can be undone', async () => {
    const kept = new DraftEditor(draftOf({ savedAt: '2026-11-21T08:00:00Z' }), core.call);
    const discarded = await kept.discard();
    await discarded?.restore?.();
    expect(core.calls).toEqual(['discard_draft', 'restore_draft']);
  });

  describe('that fails', () => {
    beforeEach(() => {
      core.discardAnswer = () => Promise.reject(failure);
      editor = new DraftEditor(draftOf({ savedAt: '2026-11-21T08:00:00Z' }), core.call);
      flushSync();
    });

    it('says so, and the form goes on saving', async () => {
      expect(await editor.discard()).toBeNull();
      expect([editor.failure, editor.discarding]).toEqual([failure, false]);
      type('185');
      await vi.advanceTimersByTimeAsync(PAUSE);
      expect(core.amounts()).toEqual(['185']);
      core.saves[0]?.answer(fine);
      await vi.advanceTimersByTimeAsync(0);
      expect(editor.saving.at).toBe('saved');
    });

    it('keeps the text that was typed shortly before it and meanwhile', async () => {
      let fail: () => void = () => undefined;
      core.discardAnswer = () => new Promise((_, reject) => (fail = () => reject(failure)));
      type('1');
      const discarding = editor.discard();
      await vi.advanceTimersByTimeAsync(0);
      type('18');
      await vi.advanceTimersByTimeAsync(PAUSE * 2);
      expect(core.calls).toEqual(['discard_draft']);
      fail();
      await discarding;
      expect(core.amounts()).toEqual(['18']);
    });
  });

  it('is asked for once, however often the button is pressed', async () => {
    const kept = new DraftEditor(draftOf({ savedAt: '2026-11-21T08:00:00Z' }), core.call);
    await Promise.all([kept.discard(), kept.discard()]);
    expect(core.calls).toEqual(['discard_draft']);
  });
});

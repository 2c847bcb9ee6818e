import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Milestone, Step, StepState, TakenFile } from '../contract';
import { Staging } from '../papers/staging.svelte';
import { words } from '../words/words.svelte';
import StepList from './StepList.svelte';

// All tests share the modules: whoever loads the host's listeners first decides for the others.
vi.mock('../program/host', async (original) => ({
  ...(await original<typeof import('../program/host')>()),
  listen: (await import('../program/hostEvents')).listenToTest,
}));

function step(milestone: Milestone, state: StepState, more: Partial<Step> = {}): Step {
  return {
    milestone,
    module: 'invoice',
    code: null,
    message: '',
    state,
    askedBy: 'nt24',
    turn: 'you',
    queued: false,
    fact: null,
    on: null,
    since: null,
    due: null,
    after: null,
    fix: null,
    takes: [],
    documents: [],
    also: [],
    ...more,
  };
}

const invoice = step('invoice', 'next', {
  code: 'MISSING_PRELIMINARY_INVOICE',
  fix: { do: 'openForm', form: 'invoice', field: null },
});
const payment = step('payment', 'next', {
  code: 'MISSING_PAYMENT',
  fix: { do: 'openForm', form: 'payment', field: null },
});
const cmr = step('pickup', 'next', {
  code: 'MISSING_CMR',
  fix: { do: 'addDocument', document: 'TRANSPORT_CMR' },
  takes: ['TRANSPORT_CMR'],
});
const waybill: TakenFile = {
  id: 'f1',
  name: 'CMR-2026-99.pdf',
  size: 1,
  media: 'pdf',
  guess: { document: 'TRANSPORT_CMR', confidence: 90 },
  cutOff: false,
  usedAt: [],
};

describe('the steps of a page', () => {
  const nothing = () => undefined;
  const props = $state({
    steps: [] as Step[],
    documents: [],
    offers: [{ document: 'TRANSPORT_CMR', module: 'transport' as const, wanted: true }],
    staging: new Staging(
      'o1',
      () => Promise.resolve({}),
      () => Promise.resolve({ files: [], refused: [] }),
    ),
    loose: [] as TakenFile[],
    nothingAsked: false,
    busy: null,
    submit: 'File',
    onfix: nothing,
    onact: nothing,
    onarchive: nothing,
  });
  let shown: ReturnType<typeof mount>;

  async function show(...steps: Step[]): Promise<void> {
    props.steps = steps;
    flushSync();
    await tick();
    await tick();
  }

  function buttons(): HTMLButtonElement[] {
    return [...document.querySelectorAll<HTMLButtonElement>('.steps button')];
  }

  function main(): HTMLButtonElement[] {
    return buttons().filter((button) => button.getAttribute('aria-keyshortcuts') === 'Control+Enter');
  }

  beforeEach(() => {
    words.setLanguage('en');
    HTMLElement.prototype.scrollIntoView = nothing;
    props.steps = [];
    props.loose = [];
    props.staging = new Staging(
      'o1',
      () => Promise.resolve({}),
      () => Promise.resolve({ files: [], refused: [] }),
    );
    shown = mount(StepList, { target: document.body, props });
  });

  afterEach(() => unmount(shown));

  it('give the main button to the next step, and none to steps that are done, wait, come later or are not known', async () => {
    await show(
      step('buyer', 'done'),
      step('invoice', 'waiting', { queued: true }),
      payment,
      step('release', 'later', { after: 'payment' }),
      step('pickup', 'notKnown'),
    );
    expect(buttons()).toHaveLength(1);
    expect(main().map((button) => button.textContent)).toEqual([expect.stringContaining('Enter payment')]);
    expect(document.body.textContent).toContain('after: Payment');
    expect(document.body.textContent).toContain('waits to be sent');
    expect(document.body.textContent).toContain('not known');
  });

  it('list what Waybill would still get apart from what Novatrade24 asks for', async () => {
    props.nothingAsked = true;
    await show(
      step('finalInvoice', 'done'),
      step('finalInvoice', 'open', { code: 'final_invoice_pdf', askedBy: 'waybill' }),
    );
    const lists = [...document.querySelectorAll('.steps ol')];
    expect(lists.map((list) => list.getAttribute('aria-label'))).toEqual([
      'Steps',
      'Waybill would still get',
    ]);
    expect(lists[0]?.textContent).not.toContain('PDF');
    expect(document.body.textContent).toContain('Novatrade24 asks for nothing more');
    props.nothingAsked = false;
  });

  it('move the focus to the next step when its button leaves with the step that was done', async () => {
    await show(invoice);
    main()[0]?.focus();
    await show(step('invoice', 'done'), payment);
    expect(document.activeElement).toBe(main()[0]);
    expect(document.activeElement?.textContent).toContain('Enter payment');
    // Nothing is left to press: the focus stays at the steps, and does not fall to the page.
    await show(step('invoice', 'done'), step('payment', 'waiting'));
    expect(document.activeElement?.classList.contains('steps')).toBe(true);
  });

  it('leave the focus alone where the user has it somewhere else', async () => {
    const field = document.createElement('input');
    document.body.append(field);
    await show(invoice);
    main()[0]?.focus();
    field.focus();
    await show(step('invoice', 'done'), payment);
    expect(document.activeElement).toBe(field);
    field.blur();
    await show(step('invoice', 'done'), step('payment', 'done'), cmr);
    expect(document.activeElement).toBe(document.body);
    field.remove();
  });

  it('never turn a button into that of another step', async () => {
    await show(step('buyer', 'done'), invoice);
    const before = main()[0];
    await show(step('buyer', 'done'), { ...invoice, since: '2026-11-01' });
    expect(main()[0]).toBe(before);
    await show(payment, invoice);
    expect(buttons().find((button) => button.textContent.includes('preliminary'))).toBe(before);
    await show(step('buyer', 'done'), payment);
    expect(main()[0]).not.toBe(before);
    expect(before?.isConnected).toBe(false);
  });

  it('offer a file of the tray at the step that it belongs to, and ask for its type there', async () => {
    props.loose = [waybill];
    await show(payment);
    expect(document.body.textContent).not.toContain('CMR-2026-99.pdf');
    await show(step('payment', 'done'), cmr);
    const use = buttons().find((button) => button.textContent.includes('Use it here'));
    use?.click();
    await show(step('payment', 'done'), { ...cmr });
    const type = document.querySelector<HTMLSelectElement>('select');
    expect(type?.value).toBe('TRANSPORT_CMR');
    await expect.poll(() => document.activeElement).toBe(type);
    expect(main().map((button) => button.textContent)).toEqual([expect.stringContaining('File')]);
  });
});

import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Decision, OrderPage } from '../contract';
import { words } from '../words/words.svelte';
import VerdictLine from './VerdictLine.svelte';
import { exportState, type ExportState } from './exportState';

// All tests share the modules: whoever loads the host's listeners first decides for the others.
vi.mock('../program/host', async (original) => ({
  ...(await original<typeof import('../program/host')>()),
  listen: (await import('../program/hostEvents')).listenToTest,
}));

/** An order whose final invoice was accepted, with an export file in this state; `null`: nothing was read of it. */
function order(status: string | null, decision: Decision | null = 'validExport'): OrderPage {
  const exportFile = status === null ? null : { status, version: 1, generatedAt: null, superseded: 0 };
  const row = { cancelled: null, verdict: 'valid', known: true };
  return { decision, exportFile, row, finalInvoice: {} } as unknown as OrderPage;
}

const STATES: [string | null, ExportState][] = [
  ['NOT_ELIGIBLE', 'notBegun'],
  ['PENDING', 'creating'],
  ['GENERATING', 'creating'],
  ['READY', 'ready'],
  ['FAILED', 'failed'],
  ['SOMETHING_NEW', 'notKnown'],
  [null, 'notKnown'],
];

let shown: ReturnType<typeof mount> | undefined;

afterEach(async () => {
  if (shown) await unmount(shown);
  shown = undefined;
});

describe('the export file of a decided order', () => {
  it.each(STATES)('is, while Novatrade24 tells %s, %s', (status, state) => {
    expect(exportState(order(status))).toBe(state);
  });

  it.each(STATES)('has the proof only when it is ready: %s', (status, state) => {
    shown = mount(VerdictLine, { target: document.body, props: { order: order(status) } });
    const said = document.querySelector('[role="status"]')?.textContent ?? '';
    expect(said).toContain(words.current.orders.exportProofs[state]);
    expect(said.includes(words.current.orders.exportProofs.ready)).toBe(status === 'READY');
  });

  it('is not spoken of where VAT is due', () => {
    shown = mount(VerdictLine, { target: document.body, props: { order: order('READY', 'vatApplicable') } });
    expect(document.querySelector('[role="status"]')?.textContent).not.toContain('proof');
  });
});

it('an export file follows the decision', () => {
  for (const status of ['NOT_ELIGIBLE', 'PENDING', null]) {
    expect(exportState(order(status, null))).toBe('later');
  }
});

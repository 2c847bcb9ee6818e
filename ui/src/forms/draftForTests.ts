// A draft, and a core that keeps it, for tests.

import type { Checked, Draft, Failure, Finding, SaveDraft } from '../contract';
import type { Call } from './draft.svelte';

export const fine: Checked = {
  findings: [],
  ready: true,
  vat: null,
  suggestions: [],
  derived: [],
  read: [],
  total: null,
};

export function checked(...findings: Finding[]): Checked {
  return { ...fine, findings, ready: findings.every(({ severity }) => severity !== 'error') };
}

export function finding(field: string, severity: Finding['severity'] = 'error', rule = 'required'): Finding {
  return { rule, severity, field, params: {}, source: null };
}

export function draftOf(more: Partial<Draft> = {}): Draft {
  return {
    id: 'd1',
    subject: { kind: 'order', id: 'o1', label: '2026-1' },
    step: 0,
    field: null,
    form: {
      kind: 'payment',
      body: { paymentDate: '', bankAmount: '', cashAmount: '', currency: 'EUR', sourceIban: '', papers: [] },
    },
    changes: null,
    checked: checked(finding('paymentDate'), finding('bankAmount')),
    problems: [],
    files: [],
    offers: [],
    savedAt: null,
    ...more,
  };
}

/** A core that answers when the test says so, so that saves can overlap with key strokes. */
export class Core {
  saves: { request: SaveDraft; answer: (checked: Checked) => void; fail: (failure: Failure) => void }[] = [];
  calls: string[] = [];
  submitAnswer: () => Promise<unknown> = () =>
    Promise.resolve({ subject: { kind: 'order', id: 'o1', label: '' } });
  discardAnswer: () => Promise<unknown> = () => Promise.resolve({});

  call = ((command: string, request: unknown) => {
    this.calls.push(command);
    if (command === 'submit_draft') return this.submitAnswer();
    if (command === 'discard_draft') return this.discardAnswer();
    if (command === 'restore_draft') return Promise.resolve(draftOf());
    return new Promise((resolve, reject) => {
      this.saves.push({
        request: request as SaveDraft,
        answer: (after) => resolve({ id: 'd1', checked: after, offers: [] } as never),
        fail: reject,
      });
    });
  }) as Call;

  amounts(): string[] {
    return this.saves.map(({ request }) =>
      request.form.kind === 'payment' ? request.form.body.bankAmount : '?',
    );
  }
}

export const failure: Failure = {
  code: 'disk_full',
  params: {},
  detail: null,
  traceId: null,
  fields: [],
  findings: [],
};

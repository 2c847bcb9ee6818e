import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LookUpVat, VatLookUp } from '../contract';
import { PAUSE, VatQuestion } from './vatLookUp.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const notThere: VatLookUp = { answer: 'notThere' };
const here: VatLookUp = { answer: 'here', buyer: { kind: 'buyer', id: 'b', label: 'Auto' } };

function question() {
  const open: { request: LookUpVat; answer: (found: VatLookUp) => void; fail: () => void }[] = [];
  const asked = new VatQuestion(
    (request) =>
      new Promise((answer, reject) =>
        open.push({ request, answer, fail: () => void reject(new Error('gone')) }),
      ),
  );
  return { asked, open };
}

it('asks once after a pause in typing', async () => {
  const { asked, open } = question();
  asked.about('PL1', () => null);
  await vi.advanceTimersByTimeAsync(PAUSE - 1);
  asked.about('PL12', () => 'draft');
  await vi.advanceTimersByTimeAsync(PAUSE - 1);
  expect(open).toEqual([]);
  expect(asked.asking).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(open.map(({ request }) => request)).toEqual([{ vatNumber: 'PL12', draft: 'draft' }]);
  open[0]?.answer(notThere);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.answer).toEqual(notThere);
  expect(asked.asking).toBe(false);
});

it('forgets the answer to a number that was changed since', async () => {
  const { asked, open } = question();
  asked.about('PL1', () => null);
  await vi.advanceTimersByTimeAsync(PAUSE);
  asked.about('PL2', () => null);
  open[0]?.answer(here);
  await vi.advanceTimersByTimeAsync(PAUSE);
  expect(asked.answer).toBe(null);
  open[1]?.answer(notThere);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.answer).toEqual(notThere);
  asked.about(null, () => null);
  await vi.advanceTimersByTimeAsync(PAUSE);
  expect(asked.answer).toBe(null);
  expect(open).toHaveLength(2);
});

it('takes a failure for no answer', async () => {
  const { asked, open } = question();
  asked.about('PL1', () => null);
  await vi.advanceTimersByTimeAsync(PAUSE);
  open[0]?.fail();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.answer).toEqual({ answer: 'notAsked', why: 'failed' });
});

import { beforeEach, expect, it } from 'vitest';
import type { Failure, FailureCode } from '../contract';
import { failureText } from './failureText';
import { words } from './words.svelte';

function failure(code: FailureCode, params: Record<string, string> = {}): Failure {
  return { code, params, detail: null, traceId: null, fields: [], findings: [] };
}

beforeEach(() => words.setLanguage('en'));

it('writes sizes in a unit that can be read', () => {
  const text = failureText(failure('file_too_large', { size: '31000000', limit: '20000000' }));
  expect(text.message.replace(/\s/g, ' ')).toBe('The file is too large: 31 MB');
  expect(text.hint.replace(/\s/g, ' ')).toContain('The limit is 20 MB');
});

it('leaves other values as they are', () => {
  expect(failureText(failure('passphrase_too_short', { minimum: '10' })).hint).toContain('at least 10 ');
});

it('says why a step has to wait', () => {
  const text = failureText(failure('step_held', { held: 'paymentOpen' }));
  expect(text.hint).toBe('First clear what is open about the payment, for example its proof');
});

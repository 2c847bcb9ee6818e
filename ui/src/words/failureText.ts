import type { Failure } from '../contract';
import { fill } from './fill';
import { bytes } from './format';
import { words } from './words.svelte';
import { lookup } from './work/lookup';

/** Message and hint for a failure, in the user's language. */
export function failureText(failure: Failure): { message: string; hint: string } {
  const texts = words.current.failures[failure.code];
  const params = { ...failure.params };
  for (const name of ['size', 'limit']) {
    const value = Number(params[name]);
    if (params[name] !== undefined && Number.isFinite(value)) params[name] = bytes(value);
  }
  if (params.held !== undefined) params.held = lookup(words.current.held, params.held) ?? params.held;
  return { message: fill(texts.message, params), hint: fill(texts.hint, params) };
}

/** Message and hint in one line. */
export function failureLine(failure: Failure): string {
  const { message, hint } = failureText(failure);
  return `${message}. ${hint}`;
}

import { beforeEach, describe, expect, it } from 'vitest';
import type { Module, Stop, StopState } from '../contract';
import { words } from '../words/words.svelte';
import { reach, routeText, signOf } from './sign';

const states: StopState[] = ['done', 'waiting', 'needsYou', 'failed', 'notYet', 'notKnown'];
const modules: Module[] = ['buyer', 'order', 'invoice', 'payment', 'transport', 'exportFile'];

function route(...found: StopState[]): Stop[] {
  return modules.map((module, index) => ({
    module,
    state: found[index] ?? 'notYet',
    at: null,
    fact: null,
    queued: false,
  }));
}

beforeEach(() => words.setLanguage('en'));

describe('the route', () => {
  it('shows each state with an outline, icon, colour and word of its own', () => {
    const signs = states.map(signOf);
    for (const part of ['outline', 'icon', 'tone'] as const) {
      expect(new Set(signs.map((sign) => sign[part])).size).toBe(states.length);
    }
    expect(new Set(states.map((state) => words.current.route.states[state])).size).toBe(states.length);
  });

  it('is drawn as far as it is done without a gap', () => {
    expect(reach(route())).toBe(0);
    expect(reach(route('done', 'done', 'needsYou', 'done'))).toBe(2);
    expect(reach(route('done', 'done', 'done', 'done', 'done', 'done'))).toBe(6);
  });

  it('is described as text', () => {
    expect(routeText(route('done', 'failed'))).toBe(
      'Buyer: done, Order: failed, Invoice: not yet, Payment: not yet, Transport: not yet, Export file: not yet',
    );
  });
});

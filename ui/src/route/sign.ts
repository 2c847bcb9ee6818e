import type { Stop, StopState } from '../contract';
import type { IconName } from '../parts/icons';
import { words } from '../words/words.svelte';

/** How a stop is drawn: its outline, what stands in it, and its colour. Each state differs in all three. */
export interface Sign {
  outline: 'disc' | 'ring' | 'diamond' | 'square' | 'dot';
  icon: IconName | null;
  tone: 'ok' | 'info' | 'warn' | 'stop' | 'quiet';
}

const SIGNS: Readonly<Record<StopState, Sign>> = {
  done: { outline: 'disc', icon: 'check', tone: 'ok' },
  waiting: { outline: 'ring', icon: 'clock', tone: 'info' },
  needsYou: { outline: 'diamond', icon: 'arrowRight', tone: 'warn' },
  failed: { outline: 'square', icon: 'cross', tone: 'stop' },
  notYet: { outline: 'dot', icon: null, tone: 'quiet' },
};

/** How a stop in this state is drawn. */
export function signOf(state: StopState): Sign {
  return SIGNS[state];
}

/** How far the line is drawn: the number of stops from the start that are done without a gap. */
export function reach(stops: readonly Stop[]): number {
  const open = stops.findIndex(({ state }) => state !== 'done');
  return open < 0 ? stops.length : open;
}

/** The whole route in words, for readers: `Buyer: done, Order: done, Invoice: needs you, …`. */
export function routeText(stops: readonly Stop[]): string {
  const { modules, route } = words.current;
  return stops.map(({ module, state }) => `${modules[module]}: ${route.states[state]}`).join(', ');
}

import type { Stop, StopState } from '../contract';
import type { IconName } from '../parts/icons';
import { words } from '../words/words.svelte';

/** How a stop is drawn: outline, icon and colour. Each state differs in all three. */
export interface Sign {
  outline: 'disc' | 'ring' | 'diamond' | 'square' | 'dot' | 'dashes';
  icon: IconName | null;
  tone: 'ok' | 'info' | 'warn' | 'stop' | 'quiet' | 'unknown';
}

const SIGNS: Readonly<Record<StopState, Sign>> = {
  done: { outline: 'disc', icon: 'check', tone: 'ok' },
  waiting: { outline: 'ring', icon: 'clock', tone: 'info' },
  needsYou: { outline: 'diamond', icon: 'arrowRight', tone: 'warn' },
  failed: { outline: 'square', icon: 'cross', tone: 'stop' },
  notYet: { outline: 'dot', icon: null, tone: 'quiet' },
  notKnown: { outline: 'dashes', icon: 'help', tone: 'unknown' },
};

/** The sign of a state. */
export function signOf(state: StopState): Sign {
  return SIGNS[state];
}

/** Number of stops from the start that are done without a gap; the line is drawn as far as that. */
export function reach(stops: readonly Stop[]): number {
  const open = stops.findIndex(({ state }) => state !== 'done');
  return open < 0 ? stops.length : open;
}

/** The route as text, for screen readers: `Buyer: done, Order: done, Invoice: to do, …`. */
export function routeText(stops: readonly Stop[]): string {
  const { modules, route } = words.current;
  return stops.map(({ module, state }) => `${modules[module]}: ${route.states[state]}`).join(', ');
}

import type { BadgeProps } from '../buyers/badges';
import type { Verdict } from '../contract';
import { words } from '../words/words.svelte';

/** The badge of a verdict. */
export function verdictBadge(verdict: Verdict): BadgeProps {
  const text = words.current.orders.verdicts[verdict];
  switch (verdict) {
    case 'valid':
      return { tone: 'ok', icon: 'check', text };
    case 'invalid':
      return { tone: 'stop', icon: 'cross', text };
    case 'incomplete':
      return { tone: 'warn', icon: 'clock', text };
    case 'notSent':
    case 'notKnown':
      return { tone: 'quiet', icon: 'minus', text };
  }
}

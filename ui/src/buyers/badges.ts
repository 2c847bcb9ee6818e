import type { BuyerRow, SendState } from '../contract';
import type { IconName } from '../parts/icons';
import { words } from '../words/words.svelte';
import { lookup } from '../words/work/lookup';

/** Tone, icon and text of a badge. */
export interface BadgeProps {
  tone: 'ok' | 'warn' | 'stop' | 'info' | 'quiet';
  icon: IconName;
  text: string;
}

/** The badge of a VIES state. No answer is not a rejection, so it is never red. */
export function viesBadge(vies: string | null): BadgeProps {
  const text = lookup(words.current.buyers.viesStates, vies ?? 'none') ?? vies ?? '';
  switch (vies) {
    case 'VALID':
      return { tone: 'ok', icon: 'check', text };
    case 'INVALID':
      return { tone: 'stop', icon: 'cross', text };
    case 'PENDING':
      return { tone: 'info', icon: 'clock', text };
    case 'UNKNOWN':
      return { tone: 'warn', icon: 'help', text };
    default:
      return { tone: 'quiet', icon: 'minus', text };
  }
}

/** The badge of all checks of a buyer. */
export function kycBadge(row: BuyerRow): BadgeProps {
  const { buyers } = words.current;
  if (row.blocked) return { tone: 'stop', icon: 'lock', text: buyers.blocked };
  const overall = row.kyc.overall;
  const text = lookup(buyers.kycStates, overall ?? 'none') ?? overall ?? '';
  switch (overall) {
    case 'VALID':
      return { tone: 'ok', icon: 'check', text };
    case 'INVALID':
      return { tone: 'stop', icon: 'cross', text };
    case 'INCOMPLETE':
      // It is a warning only to who has something to do.
      return row.turn === 'you'
        ? { tone: 'warn', icon: 'alert', text }
        : { tone: 'info', icon: 'clock', text };
    default:
      return { tone: 'quiet', icon: 'minus', text };
  }
}

/** The badge with the word KYC, for a place without a heading. */
export function labelledKycBadge(row: BuyerRow): BadgeProps {
  const badge = kycBadge(row);
  return row.blocked ? badge : { ...badge, text: `${words.current.buyers.kyc}: ${badge.text}` };
}

/** The badge with the word VIES, for a place without a heading. */
export function labelledViesBadge(vies: string | null): BadgeProps {
  const badge = viesBadge(vies);
  return { ...badge, text: `${words.current.buyers.vies}: ${badge.text}` };
}

/** The badge of a buyer or order that is sent, waiting or parked. */
export function sendBadge(state: SendState): BadgeProps {
  const text = words.current.orders.sendStates[state];
  switch (state) {
    case 'sent':
      return { tone: 'quiet', icon: 'check', text };
    case 'waiting':
      return { tone: 'info', icon: 'clock', text };
    case 'parked':
      return { tone: 'warn', icon: 'alert', text };
  }
}

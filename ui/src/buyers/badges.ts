import type { BuyerRow, SendState } from '../contract';
import type { IconName } from '../parts/icons';
import { lookup } from '../words/work/lookup';
import { words } from '../words/words.svelte';

/** What a badge shows. */
export interface BadgeProps {
  tone: 'ok' | 'warn' | 'stop' | 'info' | 'quiet';
  icon: IconName;
  text: string;
}

/** The state of VIES. No answer is not a rejection, so it is never red. */
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

/** The state of the buyer's checks all together. */
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
      return { tone: 'warn', icon: 'alert', text };
    default:
      return { tone: 'quiet', icon: 'minus', text };
  }
}

/** The same, where no heading says that it is about KYC. */
export function labelledKycBadge(row: BuyerRow): BadgeProps {
  const shown = kycBadge(row);
  return row.blocked ? shown : { ...shown, text: `${words.current.buyers.kyc}: ${shown.text}` };
}

/** The state of VIES, where no heading says that it is about VIES. */
export function labelledViesBadge(vies: string | null): BadgeProps {
  const shown = viesBadge(vies);
  return { ...shown, text: `${words.current.buyers.vies}: ${shown.text}` };
}

/** Whether all of a buyer or an order has been sent. */
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

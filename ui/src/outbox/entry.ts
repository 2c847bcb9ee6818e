import type { Entry, EntryAction, EntryState } from '../contract';
import type { IconName } from '../parts/icons';
import { fill } from '../words/fill';
import { words } from '../words/words.svelte';

/** Tone and icon of the badge of each state. */
export const stateBadges: Record<
  EntryState,
  { tone: 'ok' | 'warn' | 'stop' | 'info' | 'quiet'; icon: IconName }
> = {
  ready: { tone: 'quiet', icon: 'clock' },
  behind: { tone: 'quiet', icon: 'clock' },
  inFlight: { tone: 'info', icon: 'send' },
  conflict: { tone: 'warn', icon: 'alert' },
  unconfirmed: { tone: 'warn', icon: 'help' },
  refused: { tone: 'stop', icon: 'cross' },
  held: { tone: 'warn', icon: 'pause' },
};

/** Name of an operation; the operation's id if the page has no name for it. */
export function operationText(operation: string): string {
  const texts: Readonly<Record<string, string>> = words.current.operations;
  return texts[operation] ?? operation;
}

/** HTTP status of an answer, with a word for the common ones. */
export function statusText(status: number): string {
  const texts: Readonly<Record<number, string>> = words.current.outbox.statuses;
  const text = texts[status];
  return text ? `${status} ${text}` : String(status);
}

export { fieldText } from '../words/fieldText';

/** Whether the entry waits for a decision of the user, or was stopped by the user. */
export function isParked({ state }: Entry): boolean {
  return state === 'conflict' || state === 'unconfirmed' || state === 'refused' || state === 'held';
}

/** Text for the entry that this one waits for; empty if it only waits for its turn. */
export function waitingText(entries: readonly Entry[], { waitsFor }: Entry): string {
  if (!waitsFor) return '';
  const { operation, subject } = waitsFor;
  const texts = words.current.outbox.waitsFor;
  const stopped = entries.some(
    (one) => one.operation === operation && one.subject.id === subject.id && isParked(one),
  );
  return fill(stopped ? texts.decision : texts.entry, {
    operation: operationText(operation),
    label: subject.label,
  });
}

const COMPARING: readonly EntryAction[] = ['keepTheirs', 'sendMine', 'merge', 'keepAsDraft'];

/** The actions of an entry: those of the comparison screen, and those without a comparison. */
export function actionsOf({ conflict, actions }: Entry): { compared: EntryAction[]; plain: EntryAction[] } {
  if (!conflict) return { compared: [], plain: actions };
  return {
    compared: actions.filter((action) => COMPARING.includes(action)),
    plain: actions.filter((action) => !COMPARING.includes(action)),
  };
}

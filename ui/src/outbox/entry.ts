import type { Entry, EntryAction, EntryState } from '../contract';
import type { IconName } from '../parts/icons';
import { fill } from '../words/fill';
import { words } from '../words/words.svelte';

/** How a state looks. */
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

/** What an operation sends, in words; its own name for one that the page does not know. */
export function operationText(operation: string): string {
  const texts: Readonly<Record<string, string>> = words.current.operations;
  return texts[operation] ?? operation;
}

/** What NT24 answered, as its number and, where it is one of the usual, in words. */
export function statusText(status: number): string {
  const texts: Readonly<Record<number, string>> = words.current.outbox.statuses;
  const text = texts[status];
  return text ? `${status} ${text}` : String(status);
}

/** What a field on the wire is called; its own name for one that the page does not know. */
export function fieldText(field: string): string {
  const texts: Readonly<Record<string, string>> = words.current.outbox.fields;
  const name =
    field
      .split('.')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? field;
  return texts[name] ?? field;
}

/** Whether a person must decide, or has stopped it, before anything goes on. */
export function isParked({ state }: Entry): boolean {
  return state === 'conflict' || state === 'unconfirmed' || state === 'refused' || state === 'held';
}

/** What an entry waits for, in words; nothing for one that waits for nothing but its turn. */
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

/** What can be decided on the screen that compares, and what can be done without comparing. */
export function actionsOf({ conflict, actions }: Entry): { compared: EntryAction[]; plain: EntryAction[] } {
  if (!conflict) return { compared: [], plain: actions };
  return {
    compared: actions.filter((action) => COMPARING.includes(action)),
    plain: actions.filter((action) => !COMPARING.includes(action)),
  };
}

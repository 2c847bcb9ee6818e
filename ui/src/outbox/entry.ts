import type { Entry, EntryState } from '../contract';
import type { IconName } from '../parts/icons';
import { words } from '../words/words.svelte';

/** How a state looks. */
export const look: Record<EntryState, { tone: 'ok' | 'warn' | 'stop' | 'info' | 'quiet'; icon: IconName }> = {
  ready: { tone: 'quiet', icon: 'clock' },
  behind: { tone: 'quiet', icon: 'clock' },
  inFlight: { tone: 'info', icon: 'send' },
  conflict: { tone: 'warn', icon: 'alert' },
  unconfirmed: { tone: 'warn', icon: 'help' },
  refused: { tone: 'stop', icon: 'cross' },
  held: { tone: 'warn', icon: 'clock' },
};

/** What an operation sends, in words; its own name for one that the page does not know. */
export function operationWords(operation: string): string {
  const texts: Readonly<Record<string, string>> = words.current.operations;
  return texts[operation] ?? operation;
}

/** What NT24 answered, as its number and, where it is one of the usual, in words. */
export function statusWords(status: number): string {
  const texts: Readonly<Record<number, string>> = words.current.outbox.statuses;
  const text = texts[status];
  return text ? `${status} ${text}` : String(status);
}

/** What a field on the wire is called; its own name for one that the page does not know. */
export function fieldWords(field: string): string {
  const texts: Readonly<Record<string, string>> = words.current.outbox.fields;
  const name =
    field
      .split('.')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? field;
  return texts[name] ?? field;
}

/** Whether a person must decide before anything goes on. */
export function isParked(entry: Entry): boolean {
  return ['conflict', 'unconfirmed', 'refused', 'held'].includes(entry.state);
}

/**
 * The entry that another one waits for: the last one before it of the same buyer or order, or the one among
 * them that is parked. Nothing while it is an order's buyer who must be sent first.
 */
export function waitsFor(entries: readonly Entry[], entry: Entry): Entry | undefined {
  const before = entries
    .slice(0, entries.indexOf(entry))
    .filter((one) => one.subject.kind === entry.subject.kind && one.subject.id === entry.subject.id);
  return before.find(isParked) ?? before.at(-1);
}

import type { EntryAction, Settle } from '../contract';
import { placeOfDraft } from '../forms/placeOfDraft';
import { call } from '../program/host';
import { navigation } from '../program/navigation.svelte';
import type { Place } from '../program/place';
import { undo } from '../program/undo.svelte';
import { words } from '../words/words.svelte';

/**
 * Sends a decision on an outbox entry, offers to undo it where that is possible, and opens the draft that it
 * made. Returns whether it made a draft. Rejects with a `Failure`.
 */
export async function settleEntry(
  request: Settle,
  open: (draft: Place) => Promise<void> = (draft) => navigation.go(draft),
): Promise<boolean> {
  const settled = await call('settle', request);
  if (settled.draft !== null) {
    await open(placeOfDraft(await call('draft', { id: settled.draft })));
  }
  const id = settled.undo;
  if (id !== null) {
    undo.offer({ text: settledText(request.action), undo: () => undoSettle(id, settled.draft !== null) });
  }
  return settled.draft !== null;
}

/** Leaves the draft first, because undoing the decision removes it. */
async function undoSettle(id: string, leaves: boolean): Promise<void> {
  if (leaves) await navigation.back();
  await call('undo_settle', { id });
}

function settledText(action: EntryAction): string {
  const texts: Readonly<Partial<Record<EntryAction, string>>> = words.current.outbox.settled;
  return texts[action] ?? words.current.outbox.settled.other;
}

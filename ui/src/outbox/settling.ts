import type { EntryAction, Settle } from '../contract';
import { placeOfAnswered } from '../drafts/place';
import { call } from '../host';
import { undo } from '../parts/undo.svelte';
import { route, type Place } from '../shell/route.svelte';
import { words } from '../words/words.svelte';

/**
 * Takes a decision on an entry of the outbox, offers to take it back where that can be done, and opens the
 * draft that came of it. Answers whether a draft was opened. Rejects with a `Failure`.
 */
export async function settle(
  request: Settle,
  open: (draft: Place) => Promise<void> = (draft) => route.go(draft),
): Promise<boolean> {
  const settled = await call('settle', request);
  if (settled.draft !== null) {
    await open(placeOfAnswered(await call('draft', { id: settled.draft })));
  }
  const id = settled.undo;
  if (id !== null) {
    undo.offer({ text: settledWords(request.action), undo: () => takeBack(id, settled.draft !== null) });
  }
  return settled.draft !== null;
}

/** The draft is left first: it goes away with the decision that it came of. */
async function takeBack(id: string, leaves: boolean): Promise<void> {
  if (leaves) await route.back();
  await call('undo_settle', { id });
}

function settledWords(action: EntryAction): string {
  const texts: Readonly<Partial<Record<EntryAction, string>>> = words.current.outbox.settled;
  return texts[action] ?? words.current.outbox.settled.other;
}

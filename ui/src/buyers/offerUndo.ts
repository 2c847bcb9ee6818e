import type { Settled } from '../contract';
import { call } from '../program/host';
import { undo } from '../program/undo.svelte';

/** Offers to undo a decision for as long as nothing is sent because of it. */
export function offerUndo({ undo: id }: Settled, text: string): void {
  if (id === null) return;
  undo.offer({ text, undo: async () => void (await call('undo_settle', { id })) });
}

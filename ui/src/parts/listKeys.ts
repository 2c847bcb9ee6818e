import type { Cursor } from '../program/cursor.svelte';
import type { KeyAction } from '../program/keymap';
import { isKeyOf } from '../program/shortcuts.svelte';

/** Runs the key of a list; `page` is the number of rows that are visible at once. Returns whether it is one. */
export function pressInList<Row extends { id: string }>(
  event: KeyboardEvent,
  cursor: Cursor<Row>,
  { page, total, open }: { page: number; total: number; open: () => void },
): boolean {
  const steps: Partial<Record<KeyAction, () => void>> = {
    down: () => cursor.move(1),
    up: () => cursor.move(-1),
    next: () => cursor.move(1),
    previous: () => cursor.move(-1),
    pageDown: () => cursor.move(page),
    pageUp: () => cursor.move(-page),
    first: () => cursor.select(0),
    last: () => cursor.select(total - 1),
    open,
  };
  const action = (Object.keys(steps) as KeyAction[]).find((one) => isKeyOf(event, one));
  if (action) steps[action]?.();
  return action !== undefined;
}

import { call } from './host';

let isTold = false;

/** Tells the core, once, that the first list is on the screen: it knows how long the start took. */
export function firstListShown(): void {
  if (isTold) return;
  isTold = true;
  // The next frame has drawn it, and the one after that comes when it is on the screen.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      // Only the log has it: nothing follows if it cannot be told.
      call('first_list_shown', {}).catch(() => undefined);
    }),
  );
}

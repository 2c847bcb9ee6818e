/** What stands over the page and is no part of what it stands on. */
const ABOVE = '[popover], dialog, [role="dialog"]';

/**
 * The element that has something to say about the place of an event; `null` if nothing has. A menu, a calendar and a
 * dialog stand inside of elements that they only cover, so what those say is not said there.
 */
export function tipOwner(target: EventTarget | null): HTMLElement | null {
  if (!(target instanceof Element)) return null;
  const owner = target.closest<HTMLElement>(`[data-tip], ${ABOVE}`);
  if (!owner?.dataset['tip'] || owner.getAttribute('aria-expanded') === 'true') return null;
  return saysItself(owner, owner.dataset['tip']) ? null : owner;
}

/** Whether an element shows the whole text already, so that a tooltip would only repeat it and cover something. */
function saysItself(owner: HTMLElement, tip: string): boolean {
  const says = (one: Element) => one.textContent.trim() === tip;
  return [owner, ...owner.querySelectorAll<HTMLElement>('*')].some(
    // The innermost one tells: a word for screen readers alone belongs to the text of those around it, too.
    (one) =>
      says(one) && ![...one.children].some(says) && one.getClientRects().length > 0 && !isCut(one, owner),
  );
}

/** Whether an element, or one around it up to the owner, cuts its text; one for screen readers is cut to a pixel. */
function isCut(element: HTMLElement, owner: HTMLElement): boolean {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight, parentElement } = element;
  // Inline text has no size of its own.
  const cuts = clientWidth > 0 && (scrollWidth > clientWidth || scrollHeight > clientHeight + 1);
  return cuts || (element !== owner && parentElement !== null && isCut(parentElement, owner));
}

/** A place in the window, in pixels. */
export interface TipPlace {
  left: number;
  top: number;
}

/** Space between a tooltip, its element and the edges of the window, in pixels. */
const GAP = 6;

/**
 * Where a tooltip stands: below its element, above it where there is no room below, and beside it where the next entry
 * of a column stands below.
 */
export function placeOfTip(
  owner: DOMRect,
  tip: { width: number; height: number },
  window: { width: number; height: number },
  inColumn: boolean,
): TipPlace {
  if (inColumn && owner.right + GAP + tip.width + GAP <= window.width) {
    const top = owner.top + (owner.height - tip.height) / 2;
    return { left: owner.right + GAP, top: Math.max(GAP, Math.min(top, window.height - tip.height - GAP)) };
  }
  const below = owner.bottom + GAP + tip.height <= window.height;
  return {
    left: Math.max(GAP, Math.min(owner.left, window.width - tip.width - GAP)),
    top: below ? owner.bottom + GAP : Math.max(GAP, owner.top - GAP - tip.height),
  };
}

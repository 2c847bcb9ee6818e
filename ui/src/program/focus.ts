/** Elements that a user reaches with Tab. */
const FOCUSABLE = [
  'a[href]',
  'button:not(:disabled)',
  'input:not(:disabled)',
  'select:not(:disabled)',
  'textarea:not(:disabled)',
  'summary',
  '[tabindex="0"]',
].join(',');

/** Where a pane begins, in this order: its list, its main button, its heading. */
const HOMES = ['[data-home]', '[data-main-button]', 'h1'];

/** A step on the way from the element with the focus up to the page, with its neighbours. */
interface Step {
  element: Element;
  before: Element | null;
  after: Element | null;
}

/**
 * Keeps the focus on the screen: without it, a removed button takes the focus with it, and the next Tab starts at
 * the top of the page.
 */
class Focus {
  #path: Step[] = [];
  /** The pane whose first place takes the focus as soon as it is there. */
  #wanted: string | null = null;
  /** What took the focus until a better place of the pane is there. */
  #meanwhile: Element | null = null;

  /** Follows the focus in a window; returns how to stop. */
  watch(page: Document): () => void {
    const stop = new AbortController();
    const listen = { signal: stop.signal, capture: true };
    page.addEventListener('focusin', ({ target }) => this.#remember(target), listen);
    // A browser shows the focus that a script sets only if it was visible before. The keys need to see it always.
    page.addEventListener('keydown', () => (page.documentElement.dataset['byKey'] = ''), listen);
    page.addEventListener('pointerdown', () => delete page.documentElement.dataset['byKey'], listen);
    // On its way from one element to another the focus is nowhere, so the look comes a moment later; and once more,
    // because a button that is disabled loses it with the next picture only.
    const look = () => setTimeout(() => this.#settle());
    const observer = new MutationObserver(() => {
      look();
      requestAnimationFrame(look);
    });
    observer.observe(page.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['disabled', 'hidden', 'inert', 'open'],
    });
    return () => {
      stop.abort();
      observer.disconnect();
    };
  }

  /** Sets the focus on the first place of a pane, as soon as it is there: `main`, or the one beside a list. */
  arrive(pane = 'main'): void {
    this.#wanted = pane;
    this.#path = [];
    this.#goHome(pane);
  }

  /** Leaves a field without leaving the screen: for the button that leaves the form, or where the screen begins. */
  leave(field: HTMLElement): void {
    const main = field.closest('main') ?? document.body;
    const target = main.querySelector<HTMLElement>('[data-leave]');
    if (target) return target.focus();
    const heading = field.closest('[data-pane]')?.querySelector('[data-home]') ?? main.querySelector('h1');
    if (heading instanceof HTMLHeadingElement) heading.tabIndex = -1;
    if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
    else field.blur();
  }

  #remember(target: EventTarget | null): void {
    if (!(target instanceof Element) || isTop(target)) return;
    this.#path = [];
    for (let element: Element | null = target; element && !isTop(element); element = element.parentElement) {
      const { previousElementSibling: before, nextElementSibling: after } = element;
      this.#path.push({ element, before, after });
    }
    // The user has moved on, or a form has chosen its own first field.
    if (target !== this.#meanwhile) this.#wanted = null;
  }

  #settle(): void {
    const active = document.activeElement;
    const lost = active === null || isTop(active);
    if (this.#wanted !== null && (lost || active === this.#meanwhile)) this.#goHome(this.#wanted);
    else if (lost && active !== document.querySelector('main')) this.#restore();
  }

  /** Sets the focus on the best place of a pane that is there by now. */
  #goHome(pane: string): void {
    const root = document.querySelector(pane);
    const home = HOMES.find((selector) => root?.querySelector(selector));
    const target = home ? root?.querySelector<HTMLElement>(home) : null;
    if (home === 'h1' && target) target.tabIndex = -1;
    // A pane that is loading has no place yet: what has the focus keeps it until then.
    this.#meanwhile = target ?? document.activeElement;
    if (target && target !== document.activeElement) target.focus({ preventScroll: true });
    // Nothing is better than a list.
    if (home === HOMES[0]) this.#wanted = null;
  }

  /** Sets the focus beside the place where the removed element was. */
  #restore(): void {
    const removed = this.#path.findLast(({ element }) => !element.isConnected);
    const wasMain = this.#path[0]?.element.matches('[data-main-button], .primary') ?? false;
    const left = this.#path.find(({ element }) => element.isConnected)?.element;
    const beside = wasMain ? null : (within(removed?.after, 'first') ?? within(removed?.before, 'last'));
    const target = beside ?? (wasMain ? null : within(left, 'first'));
    if (target) target.focus({ preventScroll: true });
    else this.arrive(document.querySelector('[data-pane="detail"]') ? '[data-pane="detail"]' : 'main');
  }
}

/** Whether an element is the page or its main part, where the focus is of no use. */
function isTop(element: Element): boolean {
  return element === document.body || element === document.documentElement || element.tagName === 'MAIN';
}

function within(element: Element | null | undefined, end: 'first' | 'last'): HTMLElement | null {
  if (!element?.isConnected) return null;
  const all = [...element.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(isShown);
  if (element instanceof HTMLElement && element.matches(FOCUSABLE)) all.unshift(element);
  return (end === 'first' ? all[0] : all.at(-1)) ?? null;
}

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}

/** The focus of the page. */
export const focus = new Focus();

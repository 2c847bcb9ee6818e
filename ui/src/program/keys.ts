/** Whether a key press is the one that is written as, for example, `Ctrl+Enter`, `Alt+ArrowLeft` or `n`. */
export function matches(event: KeyboardEvent, written: string): boolean {
  const parts = partsOf(written);
  const key = parts.pop() ?? '';
  const wants = (name: string) => parts.includes(name);
  // A sign that needs Shift or AltGr on some keyboards is written as itself, for example `?` or `/`.
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase() && !/\d/.test(key);
  const shiftFits = isSign || event.shiftKey === wants('Shift');
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (event.ctrlKey || event.metaKey) === wants('Ctrl') &&
    event.altKey === wants('Alt') &&
    // Where AltGr is a key of its own, it comes without Ctrl and Alt.
    (isSign || !event.getModifierState('AltGraph')) &&
    shiftFits
  );
}

/** The keys of a shortcut; the last one may be the plus itself, as in `Ctrl++`. */
function partsOf(written: string): string[] {
  return written.split(/(?<=.)[+ ](?=.)/);
}

/** Kinds of input that take no text: their letters are free for shortcuts. */
const WITHOUT_TEXT = ['button', 'checkbox', 'file', 'image', 'radio', 'range', 'reset', 'submit'];

/** The field that a key press types into; `null` outside of a field. */
export function typingField(event: KeyboardEvent): HTMLElement | null {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return null;
  if (target instanceof HTMLInputElement) return WITHOUT_TEXT.includes(target.type) ? null : target;
  const takesText = target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName);
  return takesText ? target : null;
}

/** Keys with Ctrl that edit text: all, copy, paste, cut, redo, undo. */
const EDITING = 'acvxyz';

/** Keys that move in a field, or in the choices of a field. */
const MOVING = [
  'ArrowDown',
  'ArrowUp',
  'ArrowLeft',
  'ArrowRight',
  'PageDown',
  'PageUp',
  'Home',
  'End',
  'Enter',
];

/** Whether a key press edits the text of the field that has the focus, so that it must do nothing else. */
export function editsField(event: KeyboardEvent): boolean {
  if (!typingField(event)) return choosesOption(event);
  const key = event.key;
  // AltGr is Ctrl with Alt on Windows. On macOS, Alt with an arrow moves the caret by a word; Alt with an arrow up
  // or down opens the calendar or the choices of a field everywhere.
  if (event.altKey) {
    return key.length === 1 || key === 'ArrowDown' || key === 'ArrowUp' || (onMac() && MOVING.includes(key));
  }
  if (event.ctrlKey || event.metaKey) return EDITING.includes(key.toLowerCase());
  return key.length === 1 || MOVING.includes(key);
}

/** Whether an arrow chooses the next one of some radio buttons. */
function choosesOption({ target, key, altKey }: KeyboardEvent): boolean {
  const chooses = target instanceof HTMLInputElement && ['radio', 'range'].includes(target.type);
  return chooses && !altKey && key.startsWith('Arrow');
}

function onMac(): boolean {
  return navigator.userAgent.includes('Macintosh');
}

/** Whether an element lies behind an open dialog, where its shortcuts must not work. */
export function isBehindDialog(element: Element | null): boolean {
  const open = [...document.querySelectorAll('dialog[open]')].at(-1);
  return open !== undefined && (element === null || !open.contains(element));
}

/**
 * The keys of a shortcut as they stand on the keyboard of the language, for example `Strg` and `K`. A pair such as
 * `g b` is two keys, too.
 */
export function keyNames(written: string, names: Readonly<Record<string, string>>): string[] {
  return partsOf(written).map((key) => names[key] ?? key.toUpperCase());
}

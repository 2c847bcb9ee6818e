/** Whether a key press is the one that is written as, for example, `Ctrl+Enter`, `Alt+ArrowLeft` or `n`. */
export function matches(event: KeyboardEvent, written: string): boolean {
  const parts = written.split('+');
  const key = parts.pop() ?? '';
  const wants = (name: string) => parts.includes(name);
  // A sign that needs Shift on some keyboards is written as itself, for example `?`.
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  const shiftFits = isSign || event.shiftKey === wants('Shift');
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (event.ctrlKey || event.metaKey) === wants('Ctrl') &&
    event.altKey === wants('Alt') &&
    shiftFits
  );
}

/** The field that a key press types into; `null` outside of a field. */
export function typingField(event: KeyboardEvent): HTMLElement | null {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return null;
  const takesText = target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
  return takesText ? target : null;
}

/** Keys with Ctrl that edit text: all, copy, paste, cut, redo, undo. */
const EDITING = 'acvxyz';

/** Whether a key press edits the text of the field that has the focus, so that it must do nothing else. */
export function editsField(event: KeyboardEvent): boolean {
  if (!typingField(event)) return false;
  const key = event.key.toLowerCase();
  // AltGr is Ctrl with Alt on Windows. On macOS, Alt with an arrow moves the caret by a word.
  if (event.altKey) return key.length === 1 || (onMac() && key.startsWith('arrow'));
  return key.length === 1 && (!(event.ctrlKey || event.metaKey) || EDITING.includes(key));
}

function onMac(): boolean {
  return navigator.userAgent.includes('Macintosh');
}

/** Whether an element lies behind an open dialog, where its shortcuts must not work. */
export function isBehindDialog(element: Element | null): boolean {
  const open = document.querySelector('dialog[open]');
  return open !== null && (element === null || !open.contains(element));
}

/** Whether a key press is the one that is written as, for example, `Ctrl+Enter`, `Alt+ArrowLeft` or `n`. */
export function matches(event: KeyboardEvent, written: string): boolean {
  const parts = written.split('+');
  const key = parts.pop() ?? '';
  const wants = (name: string) => parts.includes(name);
  // A character that needs Shift is written as itself, for example `?`.
  const shiftFits = key.length === 1 ? true : event.shiftKey === wants('Shift');
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

/** Whether an element lies behind an open dialog, where its shortcuts must not work. */
export function isBehindDialog(element: Element | null): boolean {
  const open = document.querySelector('dialog[open]');
  return open !== null && (element === null || !open.contains(element));
}

/** Whether a key press is the one written as, for example, `Ctrl+Enter`, `Alt+ArrowLeft` or `n`. */
export function matches(event: KeyboardEvent, written: string): boolean {
  const parts = written.split('+');
  const key = parts.pop() ?? '';
  const wants = (name: string) => parts.includes(name);
  // A letter with Shift is written as the letter that it makes, for example `?`.
  const shiftFits = key.length === 1 ? true : event.shiftKey === wants('Shift');
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (event.ctrlKey || event.metaKey) === wants('Ctrl') &&
    event.altKey === wants('Alt') &&
    shiftFits
  );
}

/** Whether the press lands in something that a person types into. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** Whether an element lies behind an open dialog, where its keys must do nothing. */
export function isBehindDialog(element: Element | null): boolean {
  const open = document.querySelector('dialog[open]');
  return open !== null && (element === null || !open.contains(element));
}

import { isBefore } from '../program/isBefore';

/** Where Enter stops in a form: its fields in their order, one for a group of choices, and the choice of a file. */
export function stops(body: HTMLElement): HTMLElement[] {
  const all = [...body.querySelectorAll<HTMLElement>('input, select, textarea, [data-stop] button')];
  return all.filter((element) => isStop(element, all));
}

function isStop(element: HTMLElement, all: readonly HTMLElement[]): boolean {
  if (element.closest('[data-skip], [hidden], details:not([open])')) return false;
  if (element.matches(':disabled')) return false;
  if (!isRadio(element)) return true;
  const group = groupOf(element, all);
  return element === (group.find((one) => one.checked) ?? group[0]);
}

/** The field to begin with: one that the user must look at, else the first empty one; `null` if all is filled. */
export function firstStop(body: HTMLElement): HTMLElement | null {
  const all = stops(body);
  const isOpen = (element: HTMLElement) => isEmpty(element, all) || element.closest('[data-look]') !== null;
  return all.find(isOpen) ?? null;
}

/**
 * The stop after a field, or before it; `null` at the end. Forward, what needs no answer is passed over: fields that
 * `skips` names, and what is marked as answered.
 */
export function nextStop(
  body: HTMLElement,
  from: HTMLElement,
  step: 1 | -1,
  skips: (name: string) => boolean = () => false,
): HTMLElement | null {
  const all = stops(body);
  const at = all.findIndex((one) => one === from || sameGroup(one, from));
  // From between two fields, or from behind the last one, the way back leads to the one before.
  if (step === -1) return (at < 0 ? all.findLast((one) => isBefore(one, from)) : all[at - 1]) ?? null;
  const rest = all.slice(at + 1);
  const passes = (one: HTMLElement) => {
    if (one.closest('[data-answered]')) return true;
    // A day that is filled in is only a guess.
    return one.closest('[data-day]') === null && skips(one.getAttribute('name') ?? '');
  };
  return rest.find((one) => !passes(one)) ?? null;
}

/** Sets the focus on a stop; its text is selected, so that typing replaces it. */
export function moveTo(stop: HTMLElement): void {
  stop.scrollIntoView?.({ block: 'nearest' });
  stop.focus();
  if (stop instanceof HTMLInputElement && stop.type !== 'radio') stop.select();
}

function isEmpty(element: HTMLElement, all: readonly HTMLElement[]): boolean {
  if (isRadio(element)) return !groupOf(element, all).some((one) => one.checked);
  // A zone that has files needs no other.
  if (element instanceof HTMLButtonElement) return element.closest('[data-stop="filled"]') === null;
  return (element as HTMLInputElement | HTMLSelectElement).value.trim() === '';
}

function groupOf(radio: HTMLInputElement, all: readonly HTMLElement[]): HTMLInputElement[] {
  return all.filter((one): one is HTMLInputElement => isRadio(one) && one.name === radio.name);
}

function sameGroup(one: HTMLElement, other: HTMLElement): boolean {
  return isRadio(one) && isRadio(other) && one.name === other.name;
}

function isRadio(element: HTMLElement): element is HTMLInputElement {
  return element instanceof HTMLInputElement && element.type === 'radio';
}

/** The field at a path; of a choice, the option that is chosen. */
export function stopNamed(body: HTMLElement, path: string): HTMLElement | undefined {
  const named = [...body.querySelectorAll<HTMLElement>(`[name="${CSS.escape(path)}"]`)];
  return named.find((one) => one.matches(':checked')) ?? named[0];
}

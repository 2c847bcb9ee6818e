import { beforeEach, expect, it } from 'vitest';
import { firstStop, moveTo, nextStop, stops } from './walk';

const body = document.createElement('div');

beforeEach(() => {
  document.body.replaceChildren(body);
  body.innerHTML = `
    <input name="day" value="2026-11-28" />
    <input type="radio" name="kind" value="a" /><input type="radio" name="kind" value="b" />
    <span data-skip><select name="currency"><option>EUR</option></select></span>
    <input name="vin" /><input name="brand" value="BMW" />
    <details><input name="hidden" /></details>
    <textarea name="note">x</textarea>
    <span data-stop><button>Choose files</button></span>
    <button>Elsewhere</button>`;
});

const at = (name: string) => body.querySelector<HTMLElement>(`[name="${name}"]`) ?? body;
const names = (all: (HTMLElement | null)[]) =>
  all.map((one) => one?.getAttribute('name') ?? one?.textContent);

it('stops at each field, once at a group, and at the choice of a file', () => {
  expect(names(stops(body))).toEqual(['day', 'kind', 'vin', 'brand', 'note', 'Choose files']);
});

it('begins at the first empty field, or at a day that must be seen', () => {
  expect(names([firstStop(body)])).toEqual(['kind']);
  body.querySelector<HTMLInputElement>('[value="b"]')!.checked = true;
  expect(names([firstStop(body)])).toEqual(['vin']);
  at('day').setAttribute('data-look', '');
  expect(names([firstStop(body)])).toEqual(['day']);
});

it('goes to the file last, and nowhere if there is one already', () => {
  body.querySelector<HTMLInputElement>('[value="b"]')!.checked = true;
  (at('vin') as HTMLInputElement).value = 'WBA';
  expect(names([firstStop(body)])).toEqual(['Choose files']);
  body.querySelector('[data-stop]')!.setAttribute('data-stop', 'filled');
  expect(firstStop(body)).toBeNull();
});

it('goes on and back, over what follows from another field', () => {
  const second = body.querySelectorAll<HTMLElement>('[name="kind"]')[1]!;
  expect(names([nextStop(body, second, 1), nextStop(body, second, -1)])).toEqual(['vin', 'day']);
  expect(names([nextStop(body, at('vin'), 1, (name) => name === 'brand')])).toEqual(['note']);
  expect(nextStop(body, at('day'), -1)).toBeNull();
  expect(nextStop(body, body.querySelector('[data-stop] button')!, 1)).toBeNull();
});

it('stops at a day that is filled in, which is a guess', () => {
  at('brand').setAttribute('data-day', '');
  expect(names([nextStop(body, at('vin'), 1, () => true)])).toEqual(['brand']);
  expect(nextStop(body, at('brand'), 1, () => true)).toBeNull();
});

it('passes over what is answered, and stops there on the way back', () => {
  at('brand').setAttribute('data-answered', '');
  expect(names([nextStop(body, at('vin'), 1), nextStop(body, at('note'), -1)])).toEqual(['note', 'brand']);
});

it('selects the text that stands there, so that typing replaces it', () => {
  moveTo(at('brand'));
  const field = at('brand') as HTMLInputElement;
  expect([document.activeElement, field.selectionStart, field.selectionEnd]).toEqual([field, 0, 3]);
});

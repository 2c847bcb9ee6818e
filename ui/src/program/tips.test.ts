import { parse, type AST } from 'svelte/compiler';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { placeOfTip, tipOwner } from './tips';

const WINDOW = { width: 960, height: 640 };
const TIP = { width: 120, height: 24 };

function element(html: string, selector: string): HTMLElement {
  document.body.innerHTML = html;
  return document.querySelector<HTMLElement>(selector)!;
}

afterEach(() => (document.body.innerHTML = ''));

describe('a tooltip', () => {
  it('is that of the element around the pointer', () => {
    expect(tipOwner(element('<p data-tip="more"><b>text</b></p>', 'b'))?.dataset['tip']).toBe('more');
    expect(tipOwner(element('<p><b>text</b></p>', 'b'))).toBeNull();
    expect(tipOwner(null)).toBeNull();
  });

  it('is not shown over a menu, a calendar or a dialog inside of its element', () => {
    for (const above of ['<div popover="auto">', '<dialog open>', '<div role="dialog">']) {
      const inside = element(`<span data-tip="CMR.pdf">${above}<button>Open</button></span>`, 'button');
      expect(tipOwner(inside), above).toBeNull();
    }
    expect(
      tipOwner(element('<div popover="auto"><b data-tip="Close">×</b></div>', 'b'))?.dataset['tip'],
    ).toBe('Close');
  });

  it('leaves when its element opens a menu', () => {
    const button = element('<button data-tip="More" aria-expanded="true"></button>', 'button');
    expect(tipOwner(button)).toBeNull();
    button.ariaExpanded = 'false';
    expect(tipOwner(button)).toBe(button);
  });

  it('stands below its element, above it at the foot of the window, and never outside', () => {
    const at = (x: number, y: number) => placeOfTip(new DOMRect(x, y, 80, 30), TIP, WINDOW, false);
    expect(at(100, 100)).toEqual({ left: 100, top: 136 });
    expect(at(100, 605)).toEqual({ left: 100, top: 575 });
    expect(at(900, 100)).toEqual({ left: 834, top: 136 });
  });

  it('stands beside an entry of a column, so that the next entry stays readable', () => {
    const at = (width: number) => placeOfTip(new DOMRect(8, 100, width, 34), TIP, WINDOW, true);
    expect(at(160)).toEqual({ left: 174, top: 105 });
    expect(at(900)).toEqual({ left: 8, top: 140 });
  });
});

it('no element has the tooltip of the browser', () => {
  const source = join(process.cwd(), 'src');
  const components = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.svelte'),
  );
  expect(components.length).toBeGreaterThan(100);
  const found = components.filter((name) => {
    const { fragment } = parse(readFileSync(join(source, name), 'utf8'), { modern: true });
    return JSON.stringify(fragment, withoutPlaces).includes('"title in an element"');
  });
  expect(found).toEqual([]);
});

/** Marks the elements, and not the components, with an attribute `title`. */
function withoutPlaces(this: unknown, key: string, value: unknown): unknown {
  if (['start', 'end', 'loc', 'name_loc'].includes(key)) return undefined;
  const node = value as AST.RegularElement | null;
  if (node?.type !== 'RegularElement') return value;
  const isTitled = node.attributes.some((one) => one.type === 'Attribute' && one.name === 'title');
  return isTitled ? 'title in an element' : value;
}

import { describe, expect, it } from 'vitest';
import { filledPaths, putAt, valueAt } from './path';

const form = () => ({ name: 'A', address: { city: '' }, vehicles: [{ vin: 'X' }, { vin: '' }] });

describe('paths of a form', () => {
  it('lead to values, and nowhere where nothing is', () => {
    const paths = ['name', 'address.city', 'vehicles[0].vin', 'vehicles[2].vin', 'name.x', ''];
    expect(paths.map((path) => valueAt(form(), path)).slice(0, 5)).toEqual([
      'A',
      '',
      'X',
      undefined,
      undefined,
    ]);
  });

  it('take a value, and change nothing where they lead nowhere', () => {
    const changed = form();
    putAt(changed, 'vehicles[1].vin', 'Y');
    putAt(changed, 'address.city', 'Köln');
    putAt(changed, 'vehicles[7].vin', 'Z');
    expect(changed).toEqual({ name: 'A', address: { city: 'Köln' }, vehicles: [{ vin: 'X' }, { vin: 'Y' }] });
  });

  it('of filled texts are found', () => {
    expect(filledPaths(form())).toEqual(['name', 'vehicles[0].vin']);
  });
});

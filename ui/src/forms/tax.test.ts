import { expect, it } from 'vitest';
import { chooseTax, taxOf, type Tax } from './tax';

it('a choice of tax sets the two marks, and is read back from them', () => {
  const choices: [Tax, boolean, boolean][] = [
    ['exempt', false, false],
    ['vat', true, false],
    ['margin', true, true],
    ['contradiction', false, true],
  ];
  for (const [tax, vatIncluded, marginScheme] of choices) {
    const form = { vatIncluded: !vatIncluded, marginScheme: !marginScheme };
    chooseTax(form, tax);
    expect(form).toEqual({ vatIncluded, marginScheme });
    expect(taxOf(form)).toBe(tax);
  }
});

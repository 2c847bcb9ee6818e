import type { FieldValue } from '../contract';

/**
 * Values that follow from others, such as the country from the VAT number. They are filled into empty fields, and
 * follow a change, until the user types something else.
 */
export class DerivedValues {
  /** The last value that was filled in or found, by field. */
  #last = new Map<string, string>();

  /** `text` returns the text of a field of the draft that is opened. */
  constructor(values: readonly FieldValue[], text: (path: string) => string) {
    for (const { field, value } of values) if (text(field) === value) this.#last.set(field, value);
  }

  /** The value to fill in; `undefined` if the field keeps its text. */
  valueFor(path: string, text: string, values: readonly FieldValue[]): string | undefined {
    const value = values.find(({ field }) => field === path)?.value;
    const last = this.#last.get(path);
    // A value that was filled in and removed by the user is not wanted.
    if (value === undefined || value === last || (text !== '' && text !== last)) return undefined;
    this.#last.set(path, value);
    return text === value ? undefined : value;
  }

  /** Whether a field still has the value that was filled in. */
  stands(path: string, text: string): boolean {
    return text !== '' && this.#last.get(path) === text;
  }
}

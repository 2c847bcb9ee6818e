/** The text of a key; `undefined` for a key that the page does not know, for example a new one of NT24. */
export function lookup(texts: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}

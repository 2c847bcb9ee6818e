/** The text of a key in an open set; nothing for a key that the page does not know. */
export function lookup(texts: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}

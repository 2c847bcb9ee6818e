/** The bytes of a `data:` address in base 64, as the core answers pictures; nothing for any other address. */
export function pictureOf(dataUrl: string): Blob | null {
  const found = /^data:(image\/(?:jpeg|png));base64,([A-Za-z0-9+/=]*)$/.exec(dataUrl);
  if (!found) return null;
  const text = atob(found[2] ?? '');
  return new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))], { type: found[1] ?? '' });
}

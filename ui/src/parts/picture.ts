/** The picture in a base64 `data:` URL, as the core answers it; `null` for any other URL. */
export function pictureOf(dataUrl: string): Blob | null {
  const match = /^data:(image\/(?:jpeg|png));base64,([A-Za-z0-9+/=]*)$/.exec(dataUrl);
  if (!match) return null;
  const text = atob(match[2] ?? '');
  return new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))], { type: match[1] ?? '' });
}

import type { DocumentOffer, TakenFile } from '../contract';
import { lookup } from '../words/work/lookup';
import { words } from '../words/words.svelte';

/** The name of a type of document; the wire value itself where the page has none. */
export function documentName(document: string): string {
  return lookup(words.current.documents, document) ?? document;
}

/** The type that a new file gets: the wanted one, else the guessed one, else the only one that there is. */
export function typeFor(file: TakenFile, offers: readonly DocumentOffer[], wanted: string | null): string {
  const offered = (document: string) => offers.some((offer) => offer.document === document);
  if (wanted && offered(wanted)) return wanted;
  if (file.guess && offered(file.guess.document)) return file.guess.document;
  return offers.length === 1 ? (offers[0]?.document ?? '') : '';
}

/** The names of the types that are wanted and not there yet. */
export function wantedNames(offers: readonly DocumentOffer[]): string[] {
  return offers.filter(({ wanted }) => wanted).map(({ document }) => documentName(document));
}

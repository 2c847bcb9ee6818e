import type { DocumentOffer, TakenFile } from '../contract';
import { words } from '../words/words.svelte';
import { lookup } from '../words/work/lookup';

/** The name of a document type; the type itself if the page has no name for it. */
export function documentName(document: string): string {
  return lookup(words.current.documents, document) ?? document;
}

/** The type of a new file: the wanted one, else the recognised one, else the only one on offer. */
export function typeFor(file: TakenFile, offers: readonly DocumentOffer[], wanted: string | null): string {
  const offered = (document: string) => offers.some((offer) => offer.document === document);
  if (wanted && offered(wanted)) return wanted;
  if (file.guess && offered(file.guess.document)) return file.guess.document;
  return offers.length === 1 ? (offers[0]?.document ?? '') : '';
}

/** The names of the document types that are still missing. */
export function wantedNames(offers: readonly DocumentOffer[]): string[] {
  return offers.filter(({ wanted }) => wanted).map(({ document }) => documentName(document));
}

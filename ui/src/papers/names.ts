import type { DocumentOffer, TakenFile } from '../contract';
import { fill } from '../words/fill';
import { bytes } from '../words/format';
import { words } from '../words/words.svelte';
import { lookup } from '../words/work/lookup';

/** The name of a document type; the type itself if the page has no name for it. */
export function documentName(document: string): string {
  return lookup(words.current.documents, document) ?? document;
}

/** A guess of this confidence, in percent, is more than the word "invoice" in a name. */
const LIKELY = 60;

/** The type of a new file: the one that was asked for, else the recognised one; of an unknown file the only one left. */
export function typeFor(file: TakenFile, offers: readonly DocumentOffer[], wanted: string | null): string {
  const offered = (document: string) => offers.some((offer) => offer.document === document);
  if (wanted && offered(wanted)) return wanted;
  if (file.guess && offered(file.guess.document)) return file.guess.document;
  // A file that looks like another document is none of this place before the user says so.
  if (file.guess && file.guess.confidence >= LIKELY) return '';
  const missing = offers.filter((offer) => offer.wanted);
  const left = missing.length === 1 ? missing : offers;
  return left.length === 1 ? (left[0]?.document ?? '') : '';
}

/** What the name of a file says about its type, with its size. */
export function whyText(file: TakenFile): string {
  const { papers } = words.current;
  const size = bytes(file.size);
  if (!file.guess) return fill(papers.notRecognised, { size });
  const document = documentName(file.guess.document);
  return fill(papers.recognised, { document, percent: file.guess.confidence, size });
}

/** The names of the document types that are still missing. */
export function wantedNames(offers: readonly DocumentOffer[]): string[] {
  return offers.filter(({ wanted }) => wanted).map(({ document }) => documentName(document));
}

import type { Paper, Person, PostalAddress, TakenFile } from '../contract';
import { documentName } from '../papers/names';
import type { FactRow } from '../parts/FactList.svelte';
import { day } from '../words/format';
import { words } from '../words/words.svelte';
import { countryName } from './countries';

/** A person with empty fields. */
export function emptyPerson(): Person {
  return { firstName: '', lastName: '', email: '', phone: '' };
}

/** A person in one line. */
export function personLine(person: Person): string {
  const name = `${person.firstName} ${person.lastName}`.trim();
  return [name, person.email, person.phone].filter(Boolean).join(', ');
}

/** An address in one line. */
export function addressLine(address: PostalAddress): string {
  const city = `${address.postCode} ${address.city}`.trim();
  return [address.street, city, address.country ? countryName(address.country) : '']
    .filter(Boolean)
    .join(', ');
}

/** Files with their document types, for a review. */
export function paperRows(papers: readonly Paper[], files: readonly TakenFile[]): FactRow[] {
  return papers.map((paper) => ({
    label: paper.document ? documentName(paper.document) : words.current.papers.chooseType,
    value: [
      files.find(({ id }) => id === paper.file)?.name ?? '',
      paper.documentDate ? day(paper.documentDate) : '',
    ]
      .filter(Boolean)
      .join(', '),
  }));
}

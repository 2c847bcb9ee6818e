import type { ConflictField, FieldChoice, Side } from '../contract';
import type { IdentifierKind } from '../parts/identifiers';

/** The sides that the user has chosen, by field. */
export type Choices = Readonly<Record<string, Side>>;

/** The fields that need a choice; the others were merged automatically. */
export function fieldsToChoose(fields: readonly ConflictField[]): ConflictField[] {
  return fields.filter(({ merged }) => merged === null);
}

/** The choices at the start: only fields that cannot be changed any more are set. */
export function initialChoices(fields: readonly ConflictField[]): Choices {
  return Object.fromEntries(
    fieldsToChoose(fields).flatMap(({ field, fixed }) => (fixed ? [[field, 'theirs']] : [])),
  );
}

/** The same side for every field, as far as it can be chosen. */
export function chooseEverywhere(fields: readonly ConflictField[], side: Side): Choices {
  return Object.fromEntries(
    fieldsToChoose(fields).map(({ field, fixed }) => [field, fixed ? 'theirs' : side]),
  );
}

/** The fields without a choice. */
export function unchosenFields(fields: readonly ConflictField[], choices: Choices): ConflictField[] {
  return fieldsToChoose(fields).filter(({ field }) => !(field in choices));
}

/** The choices in the form of the contract. */
export function toFieldChoices(fields: readonly ConflictField[], choices: Choices): FieldChoice[] {
  return fieldsToChoose(fields).flatMap(({ field }) => {
    const side = choices[field];
    return side ? [{ field, side }] : [];
  });
}

/** How an identifier is grouped; `undefined` for a field that is none. */
export function identifierKind(field: string): IdentifierKind | undefined {
  switch (field) {
    case 'vatNumber':
      return 'vat';
    case 'sourceIban':
      return 'iban';
    case 'invoiceNumber':
    case 'externalOrderId':
      return 'plain';
    default:
      return undefined;
  }
}

export { valueText } from '../words/fieldText';

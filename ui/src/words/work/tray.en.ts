/** Texts of the screen of files that have no place yet. */
export const tray = {
  title: 'Documents',
  lead: 'Files that belong to no buyer and no order yet. Drop more anywhere on this page.',
  count: { one: '{count} file', other: '{count} files' },
  none: 'No file without a place',
  noneText:
    'Drop or choose files here, or on the page of a buyer or an order. Waybill keeps them until they have a place.',
  dropHint: 'Drop the files: they are kept here until they have a place',
  place: 'File at …',
  placeTitle: 'Where does {name} belong?',
  search: 'Order number, VIN, buyer or VAT number',
  noneFound: 'Nothing matches “{text}”',
  discard: 'Throw away {name}',
  discarded: '{name} was thrown away',
  /** On the page of an order or a buyer. */
  waits: 'Waits under Documents',
  use: 'Use it here',
  dropOrder: 'Drop the files anywhere on this page: each goes to its step',
  dropBuyer: 'Drop the files anywhere on this page',
};

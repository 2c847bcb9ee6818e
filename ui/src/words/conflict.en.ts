/** Texts of the screen on which the user decides between the sent data and NT24's. */
export const conflict = {
  kinds: {
    versionMismatch: {
      title: 'Changed at Novatrade24 meanwhile',
      lead: 'Somebody changed the same entry after you had begun. Choose field by field which one counts; nothing is sent before.',
    },
    existsWithOtherData: {
      title: 'It exists already, with other data',
      lead: 'Novatrade24 has an entry under the same number. Compare it with yours: is it the same thing, and which data is right?',
    },
    milestoneAlreadySet: {
      title: 'This step is confirmed already',
      lead: 'It was confirmed before: by somebody else, or by an earlier try of yours whose answer was lost. Novatrade24 lets nobody change a confirmed step; what you entered need not be lost.',
    },
  },
  changedBy: 'By {by}, {when}',
  changedBySomebody: 'Last changed {when}; Novatrade24 does not say by whom',
  changedByOnly: 'By {by}',
  caption: 'What you began with, yours, and what Novatrade24 has, by field',
  field: 'Field',
  base: 'Before',
  mine: 'Yours',
  theirs: 'At Novatrade24',
  empty: 'empty',
  unseen: 'Novatrade24 does not show it',
  yes: 'yes',
  no: 'no',
  choose: 'Choose one',
  sensitive: 'Never decided by itself',
  fixed: 'Cannot be changed any more',
  merged: { mine: 'Only you changed this: yours stays', theirs: 'Only changed there: taken over' },
  allMine: 'Choose yours everywhere',
  allTheirs: 'Choose Novatrade24’s everywhere',
  missing: 'Choose first: {fields}',
  gone: 'Nothing to decide here',
  goneText: 'It was decided already, or withdrawn.',
  toOutbox: 'To the outbox',
};

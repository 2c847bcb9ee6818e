/** Texts of the screen on which the user decides between the sent data and NT24's. */
export const conflict = {
  kinds: {
    versionMismatch: {
      title: 'Changed at NT24 since you began',
      lead: 'Someone else changed the same record after you began. Choose for each field which value counts. Nothing is sent before you decide.',
    },
    existsWithOtherData: {
      title: 'Already at NT24, with other data',
      lead: 'NT24 has a record under the same number. Compare it with yours: is it the same, and which data is right?',
    },
    milestoneAlreadySet: {
      title: 'This step is already confirmed',
      lead: 'Someone else confirmed it, or an earlier attempt of yours arrived and its answer was lost. A confirmed step can no longer be changed at NT24. You can keep your data as a draft.',
    },
  },
  changedBy: 'By {by}, {when}',
  changedBySomebody: 'Last changed {when}; NT24 does not say by whom',
  changedByOnly: 'By {by}',
  caption: 'Values by field: before, yours, and at NT24',
  field: 'Field',
  base: 'Before',
  mine: 'Yours',
  theirs: 'At NT24',
  empty: 'empty',
  unseen: 'NT24 does not show it',
  yes: 'yes',
  no: 'no',
  choose: 'Choose one',
  sensitive: 'Never merged automatically',
  fixed: 'Can no longer be changed',
  merged: { mine: 'Changed only by you: yours is kept', theirs: 'Changed only at NT24: accepted' },
  allMine: 'Choose yours everywhere',
  allTheirs: 'Choose NT24’s everywhere',
  missing: 'Still to choose: {fields}',
  gone: 'Nothing to decide here',
  goneText: 'The entry is already decided or withdrawn.',
  toOutbox: 'Open the outbox',
};

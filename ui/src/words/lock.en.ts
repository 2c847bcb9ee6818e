/** Texts of the lock, which hides the data while the user is away. */
export const lock = {
  lock: 'Lock',
  lockTitle: 'Lock: removes the data from the screen and from memory',
  lockNow: 'Lock now',
  section: 'Lock',
  after: 'Lock after inactivity',
  afterHelp: 'Time without keyboard or mouse. Waiting entries are kept and sent after unlocking',
  minutes: { one: '{count} minute', other: '{count} minutes' },
  never: 'Never',
  title: '{name} is locked',
  keychainText: 'The key is in the keychain of this computer. Nothing is sent while it is locked.',
  openedLeft: 'A document that you opened is still on this computer',
  openedLeftText: 'Another program still shows it. Close it there: Waybill then removes the copy by itself.',
  protect: 'Protect with a passphrase …',
  protectTitle: 'Protect the data with a passphrase',
  protectText:
    'Your passphrase protects the key of the data, instead of the keychain. Waybill asks for it at each start and after each lock.',
  protectSet: 'Protect',
  release: 'Keep the key in the keychain …',
  releaseTitle: 'Keep the key in the keychain?',
  releaseText:
    'Waybill no longer asks for the passphrase. Anyone who is signed in to this computer can open the data.',
  releaseConfirm: 'Keep it in the keychain',
};

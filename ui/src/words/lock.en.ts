/** Texts of the lock, which hides the data while the user is away. */
export const lock = {
  lock: 'Lock',
  lockTitle: 'Lock: takes the data off the screen and out of memory',
  lockNow: 'Lock now',
  section: 'Lock',
  after: 'Lock after idle time',
  afterHelp: 'Without a key or the mouse being used. What waits is kept, and sent when it is unlocked',
  minutes: { one: '{count} minute', other: '{count} minutes' },
  never: 'Never',
  title: '{name} is locked',
  keychainText: 'The key is in the keychain of this computer. Nothing is sent while it is locked.',
  protect: 'Protect with a passphrase …',
  protectTitle: 'Protect the data with a passphrase',
  protectText:
    'The key of the data leaves the keychain and is kept under your passphrase instead. You are asked for it at each start and after each lock.',
  protectSet: 'Protect',
  release: 'Keep the key in the keychain …',
  releaseTitle: 'Keep the key in the keychain?',
  releaseText:
    'The passphrase is no longer asked for: whoever is signed in to this computer can open the data.',
  releaseConfirm: 'Keep it in the keychain',
};

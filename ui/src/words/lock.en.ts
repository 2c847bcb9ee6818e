/** Texts of the lock, which hides the data while the user is away. */
export const lock = {
  lock: 'Lock',
  lockTitle: 'Lock: takes the data off the screen. Sending goes on',
  lockTitlePassphrase: 'Lock: removes the data from screen and memory. Nothing is sent until you unlock',
  lockNow: 'Lock now',
  section: 'Lock',
  after: 'Lock after inactivity',
  afterHelp:
    'Time without keyboard or mouse. Without a passphrase the lock only hides the screen: anyone at this computer can unlock. Sending goes on',
  afterHelpPassphrase:
    'Time without keyboard or mouse. While it is locked, nothing is sent or read; what waits is kept and sent after unlocking',
  minutes: { one: '{count} minute', other: '{count} minutes' },
  never: 'Never',
  title: '{name} is locked',
  goesOn: 'Only the screen is locked. Waybill goes on sending and reading.',
  stopped: 'Nothing is sent or read while it is locked. What waits is kept and sent after unlocking.',
  noPassphrase: 'No passphrase is set: anyone at this computer can unlock.',
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

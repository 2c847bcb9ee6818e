/** Minimum length of a passphrase, in characters and not in UTF-16 units, as the core counts. */
export const MINIMUM = 10;

/** The fault of a new passphrase that was typed twice; `undefined` if it can be set. */
export function passphraseFault(passphrase: string, again: string): 'short' | 'different' | undefined {
  if ([...passphrase].length < MINIMUM) return 'short';
  return passphrase === again ? undefined : 'different';
}

/** The fewest characters that a passphrase may have; the core counts the same way: characters, not UTF-16 units. */
export const MINIMUM = 10;

/** What is wrong with a new passphrase that was typed twice; nothing when it may be set. */
export function passphraseFault(passphrase: string, again: string): 'short' | 'different' | undefined {
  if ([...passphrase].length < MINIMUM) return 'short';
  return passphrase === again ? undefined : 'different';
}

import { describe, expect, it } from 'vitest';
import { passphraseFault } from './passphrase';

describe('a new passphrase', () => {
  it.each([
    ['', '', 'short'],
    ['123456789', '123456789', 'short'],
    // Ten characters in twenty units.
    ['🚗🚗🚗🚗🚗🚗🚗🚗🚗', '🚗🚗🚗🚗🚗🚗🚗🚗🚗', 'short'],
    ['🚗🚗🚗🚗🚗🚗🚗🚗🚗🚗', '🚗🚗🚗🚗🚗🚗🚗🚗🚗🚗', undefined],
    ['four words are good', 'four words are god', 'different'],
  ])('%j typed again as %j', (passphrase, again, fault) => {
    expect(passphraseFault(passphrase, again)).toBe(fault);
  });
});

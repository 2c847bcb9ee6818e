import { describe, expect, it } from 'vitest';
import type { Entry, EntryState, Subject } from '../contract';
import { fieldWords, waitsFor } from './entry';

const buyer: Subject = { kind: 'buyer', id: 'b', label: 'Kowalski' };
const order: Subject = { kind: 'order', id: 'o', label: 'NL-1' };

function entry(id: string, subject: Subject, state: EntryState): Entry {
  return {
    id,
    operation: 'updateBuyer',
    subject,
    fileName: null,
    state,
    failure: null,
    conflict: null,
    place: 1,
    waitsFor: null,
    known: null,
    actions: [],
    attempts: 0,
    queuedAt: '2026-11-21T08:00:00Z',
    nextTryAt: null,
    progress: null,
  };
}

describe('what an entry waits for', () => {
  it('is the one before it of the same buyer or order', () => {
    const first = entry('1', buyer, 'ready');
    const second = entry('2', buyer, 'behind');
    const third = entry('3', buyer, 'behind');
    const entries = [first, entry('x', order, 'ready'), second, third];
    expect(waitsFor(entries, second)).toBe(first);
    expect(waitsFor(entries, third)).toBe(second);
  });

  it('is the one that a person must decide on, wherever it stands before', () => {
    const parked = entry('1', buyer, 'conflict');
    const last = entry('3', buyer, 'behind');
    expect(waitsFor([parked, entry('2', buyer, 'behind'), last], last)).toBe(parked);
  });

  it('is no entry of its own while the buyer of an order is to be sent', () => {
    const waiting = entry('2', order, 'behind');
    expect(waitsFor([entry('1', buyer, 'ready'), waiting], waiting)).toBeUndefined();
  });
});

describe('the name of a field', () => {
  it('is found at the end of its path, and is the path itself where nobody knows it', () => {
    expect(fieldWords('vehicles[0].vin')).toBe('VIN');
    expect(fieldWords('contacts[1]')).toBe('contacts[1]');
  });
});

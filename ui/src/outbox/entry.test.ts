import { describe, expect, it } from 'vitest';
import type { Conflict, Entry, EntryState, Subject } from '../contract';
import { actionsOf, fieldText, isParked, waitingText } from './entry';

const buyer: Subject = { kind: 'buyer', id: 'b', label: 'Kowalski' };
const order: Subject = { kind: 'order', id: 'o', label: 'NL-1' };

function entry(id: string, subject: Subject, state: EntryState, more: Partial<Entry> = {}): Entry {
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
    lookedUp: false,
    underWayUntil: null,
    progress: null,
    ...more,
  };
}

describe('the reason why an entry waits', () => {
  const waiting = entry('2', order, 'behind', { waitsFor: { operation: 'updateBuyer', subject: buyer } });

  it('names the earlier entry and its subject', () => {
    expect(waitingText([entry('1', buyer, 'ready'), waiting], waiting)).toBe(
      'Sent after: Change of the buyer Kowalski',
    );
  });

  it.each(['conflict', 'held'] as const)('is a decision while the earlier entry is %s', (state) => {
    expect(waitingText([entry('1', buyer, state), waiting], waiting)).toMatch(/^Waits for your decision/);
  });

  it('is empty for the first entry', () => {
    expect(waitingText([], entry('1', buyer, 'ready'))).toBe('');
  });
});

describe('an entry', () => {
  it('is parked when the user must decide or has stopped it', () => {
    const states: EntryState[] = [
      'ready',
      'behind',
      'inFlight',
      'conflict',
      'unconfirmed',
      'refused',
      'held',
    ];
    expect(states.filter((state) => isParked(entry('1', buyer, state)))).toEqual([
      'conflict',
      'unconfirmed',
      'refused',
      'held',
    ]);
  });

  it('is compared only if it has a conflict', () => {
    const actions: Entry['actions'] = ['merge', 'keepTheirs', 'withdraw'];
    const conflict: Conflict = { kind: 'versionMismatch', fields: [], changedBy: null, changedAt: null };
    expect(actionsOf(entry('1', buyer, 'conflict', { actions, conflict }))).toEqual({
      compared: ['merge', 'keepTheirs'],
      plain: ['withdraw'],
    });
    expect(actionsOf(entry('1', buyer, 'conflict', { actions })).plain).toEqual(actions);
  });
});

describe('the name of a field', () => {
  it('is found at the end of its path, and is the path itself for an unknown field', () => {
    expect(fieldText('vehicles[0].vin')).toBe('VIN');
    expect(fieldText('extras[1]')).toBe('extras[1]');
  });
});

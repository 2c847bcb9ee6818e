import type { Failure, HostEvent } from '../contract';

// For tests, which run in one registry of modules: all of them must replace the host's events by the same ones.
const listeners = new Set<(event: HostEvent) => void>();

/** Takes the place of `listen` of `host.ts`. */
export function listenToTest(listener: (event: HostEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Sends an event to every listener. */
export function sendToTest(event: HostEvent): void {
  for (const listener of listeners) listener(event);
}

/** Tells every listener that the data has changed. */
export function sendChanged(): void {
  sendToTest({ event: 'changed' });
}

/** A failure that any command may have. */
export const diskFull: Failure = {
  code: 'disk_full',
  params: {},
  detail: null,
  traceId: null,
  fields: [],
  findings: [],
};

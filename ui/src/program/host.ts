import { invoke } from '@tauri-apps/api/core';
import { listen as listenToWindow } from '@tauri-apps/api/event';
import type { Commands, Failure, HostEvent, Taken } from '../contract';
import { callOverHttp, listenOverHttp, pickInBrowser } from './host.browser';

// The only file that knows Tauri. In a plain browser (developers and tests) the same three functions call
// web-host over loopback HTTP.
const insideTauri = '__TAURI_INTERNALS__' in window;

/** Whether the page is in the window of the program, and not in a browser. */
export const isInWindow = insideTauri;

/** Runs a command of the core. Rejects with a `Failure`, never with another value. */
export async function call<C extends keyof Commands>(
  command: C,
  request: Commands[C]['request'],
): Promise<Commands[C]['answer']> {
  try {
    // The contract says which answer belongs to a command; neither host knows types.
    if (!insideTauri) return (await callOverHttp(command, request)) as Commands[C]['answer'];
    return await invoke<Commands[C]['answer']>('call', { command, request });
  } catch (thrown) {
    throw asFailure(thrown);
  }
}

const listeners = new Set<(event: HostEvent) => void>();
let isListening = false;

/** Listens to the events of the host: changed data, files over the window. Returns how to stop. */
export function listen(listener: (event: HostEvent) => void): () => void {
  if (!insideTauri) return listenOverHttp(listener);
  listeners.add(listener);
  if (!isListening) void listenToTauri();
  isListening = true;
  return () => listeners.delete(listener);
}

async function listenToTauri(): Promise<void> {
  const send = (event: HostEvent) => listeners.forEach((listener) => listener(event));
  await listenToWindow<HostEvent>('host', (event) => send(event.payload));
  // What happened until now was not heard, so everything on the screen is loaded again.
  send({ event: 'changed' });
}

/** Shows a file dialog and stores the chosen files in the vault. Empty if the user cancels. */
export async function pickFiles(): Promise<Taken> {
  if (insideTauri) return call('pick_files', {});
  try {
    return await pickInBrowser();
  } catch (thrown) {
    throw asFailure(thrown);
  }
}

/** A thrown value as a `Failure`; any other value becomes `internal`. */
export function asFailure(thrown: unknown): Failure {
  return isFailure(thrown) ? thrown : internalFailure();
}

function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'params' in thrown;
}

function internalFailure(): Failure {
  return { code: 'internal', params: {}, detail: null, traceId: null, fields: [], findings: [] };
}

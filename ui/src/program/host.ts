import type { Commands, Failure, HostEvent, Taken } from '../contract';
import { askOverHttp, listenOverHttp, pickInBrowser } from './host.browser';

// The only file that knows Tauri. Inside a plain browser (developers and tests) the same three functions
// speak to web-host over loopback HTTP instead.
const insideTauri = '__TAURI_INTERNALS__' in window;

/** Runs a command of the core. Rejects with a `Failure`, never with anything else. */
export async function call<C extends keyof Commands>(
  command: C,
  request: Commands[C]['request'],
): Promise<Commands[C]['answer']> {
  try {
    if (!insideTauri) return (await askOverHttp(command, request)) as Commands[C]['answer'];
    const { invoke } = await import('@tauri-apps/api/core');
    return await invoke<Commands[C]['answer']>('call', { command, request });
  } catch (thrown) {
    throw asFailure(thrown);
  }
}

/** Hears what the host tells: changes of the data, files over the window. Answers how to stop listening. */
export function listen(hear: (event: HostEvent) => void): () => void {
  if (!insideTauri) return listenOverHttp(hear);
  const stopped = import('@tauri-apps/api/event').then(({ listen: listenToTauri }) =>
    listenToTauri<HostEvent>('host', (event) => hear(event.payload)),
  );
  return () => void stopped.then((stop) => stop());
}

/** Lets the person choose files and takes them into the vault. Nothing chosen: an empty answer. */
export async function pickFiles(): Promise<Taken> {
  if (insideTauri) return call('pick_files', {});
  try {
    return await pickInBrowser();
  } catch (thrown) {
    throw asFailure(thrown);
  }
}

/** Any thrown thing as a `Failure`; what is not one already is a fault of this program. */
export function asFailure(thrown: unknown): Failure {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'params' in thrown) {
    return thrown as Failure;
  }
  return { code: 'internal', params: {}, detail: null, traceId: null, fields: [], findings: [] };
}

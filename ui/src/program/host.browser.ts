import type { Failure, HostEvent, Taken } from '../contract';

const listeners = new Set<(event: HostEvent) => void>();
let stopListening: (() => void) | null = null;

/** Runs a command of web-host. Throws its `Failure`, or the error of the request. */
export async function callOverHttp(command: string, request: unknown): Promise<unknown> {
  const response = await fetch('/call', {
    method: 'POST',
    headers: { ...bearer(), 'Content-Type': 'application/json' },
    body: JSON.stringify({ command, request }),
  });
  if (response.status === 200 || response.status === 422) {
    const body: unknown = await response.json();
    if (response.status === 422) throw body;
    return body;
  }
  throw new Error(`web-host answered ${response.status}`);
}

/** Listens to web-host's events, and to drags in the browser as the events that the desktop host would send. */
export function listenOverHttp(listener: (event: HostEvent) => void): () => void {
  listeners.add(listener);
  stopListening ??= startListening();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      stopListening?.();
      stopListening = null;
    }
  };
}

/** Opens the browser's file dialog and hands the files to web-host. */
export function pickInBrowser(): Promise<Taken> {
  return new Promise((resolve, reject) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.hidden = true;
    input.setAttribute('aria-label', 'files');
    document.body.append(input);
    const finish = (files: File[]) => {
      input.remove();
      takeAll(files).then(resolve, reject);
    };
    input.addEventListener('change', () => finish([...(input.files ?? [])]));
    input.addEventListener('cancel', () => finish([]));
    input.click();
  });
}

function send(event: HostEvent): void {
  for (const listener of listeners) listener(event);
}

function startListening(): () => void {
  const stop = new AbortController();
  void readEvents(stop.signal);
  listenToDrags(stop.signal);
  return () => stop.abort();
}

async function readEvents(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const response = await fetch('/events', { headers: bearer(), signal });
      if (response.ok && response.body) await readLines(response.body);
      // Events between two connections are lost, so everything on the screen is loaded again.
      send({ event: 'changed' });
    } catch {
      if (signal.aborted) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function readLines(body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:')) send(JSON.parse(line.slice(5)) as HostEvent);
    }
  }
}

function listenToDrags(signal: AbortSignal): void {
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  const over = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    send({ event: 'drag', phase: 'over', x: event.clientX, y: event.clientY });
  };
  const left = (event: DragEvent) => {
    if (event.relatedTarget === null) send({ event: 'drag', phase: 'left', x: 0, y: 0 });
  };
  const drop = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    const { clientX: x, clientY: y } = event;
    send({ event: 'taking', count: files.length });
    void takeAll(files).then((taken) => send({ event: 'dropped', taken, x, y }));
  };
  window.addEventListener('dragover', over, { signal });
  window.addEventListener('dragleave', left, { signal });
  window.addEventListener('drop', drop, { signal });
}

async function takeAll(files: File[]): Promise<Taken> {
  const taken: Taken = { files: [], refused: [] };
  for (const file of files) {
    const part = await takeOne(file);
    taken.files.push(...part.files);
    taken.refused.push(...part.refused);
  }
  return taken;
}

async function takeOne(file: File): Promise<Taken> {
  const internal: Failure = {
    code: 'internal',
    params: {},
    detail: null,
    traceId: null,
    fields: [],
    findings: [],
  };
  const refused = (failure: Failure): Taken => ({ files: [], refused: [{ name: file.name, failure }] });
  const response = await fetch(`/files?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: bearer(),
    body: file,
  }).catch(() => null);
  if (!response) return refused(internal);
  if (response.status === 200) return (await response.json()) as Taken;
  return refused(response.status === 422 ? ((await response.json()) as Failure) : internal);
}

// The token comes once, in the fragment, which never leaves the browser; a reload must not lose it.
function bearer(): Record<string, string> {
  const given = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (given) {
    sessionStorage.setItem('web-host-token', given);
    window.history.replaceState(null, '', window.location.pathname);
  }
  return { Authorization: `Bearer ${given ?? sessionStorage.getItem('web-host-token') ?? ''}` };
}

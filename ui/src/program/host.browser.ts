import type { HostEvent, Taken } from '../contract';

const hearers = new Set<(event: HostEvent) => void>();
let stopHearing: (() => void) | null = null;

/** Asks a command of web-host. Throws its `Failure`, or whatever else went wrong. */
export async function askOverHttp(command: string, request: unknown): Promise<unknown> {
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

/** Hears web-host's events, and the browser's own drags as the events that the desktop host would send. */
export function listenOverHttp(hear: (event: HostEvent) => void): () => void {
  hearers.add(hear);
  stopHearing ??= startHearing();
  return () => {
    hearers.delete(hear);
    if (hearers.size === 0) {
      stopHearing?.();
      stopHearing = null;
    }
  };
}

/** Opens the browser's own file dialog and hands the files to web-host. */
export function pickInBrowser(): Promise<Taken> {
  return new Promise((resolve, reject) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.hidden = true;
    input.setAttribute('aria-label', 'files');
    document.body.append(input);
    const settle = (files: File[]) => {
      input.remove();
      takeAll(files).then(resolve, reject);
    };
    input.addEventListener('change', () => settle([...(input.files ?? [])]));
    input.addEventListener('cancel', () => settle([]));
    input.click();
  });
}

function tell(event: HostEvent): void {
  for (const hear of hearers) hear(event);
}

function startHearing(): () => void {
  const stop = new AbortController();
  void readEvents(stop.signal);
  hearDrags(stop.signal);
  return () => stop.abort();
}

async function readEvents(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const response = await fetch('/events', { headers: bearer(), signal });
      if (response.ok && response.body) await readLines(response.body);
      // Whatever happened while nobody listened is asked for again.
      tell({ event: 'changed' });
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
      if (line.startsWith('data:')) tell(JSON.parse(line.slice(5)) as HostEvent);
    }
  }
}

function hearDrags(signal: AbortSignal): void {
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  const over = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    tell({ event: 'drag', phase: 'over', x: event.clientX, y: event.clientY });
  };
  const left = (event: DragEvent) => {
    if (event.relatedTarget === null) tell({ event: 'drag', phase: 'left', x: 0, y: 0 });
  };
  const drop = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    const { clientX: x, clientY: y } = event;
    tell({ event: 'taking', count: files.length });
    void takeAll(files).then((taken) => tell({ event: 'dropped', taken, x, y }));
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
  const response = await fetch(`/files?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: bearer(),
    body: file,
  });
  if (response.status === 200) return (await response.json()) as Taken;
  const failure =
    response.status === 422
      ? ((await response.json()) as Taken['refused'][number]['failure'])
      : { code: 'internal' as const, params: {}, detail: null, traceId: null, fields: [], findings: [] };
  return { files: [], refused: [{ name: file.name, failure }] };
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

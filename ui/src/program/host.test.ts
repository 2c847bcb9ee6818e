import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HostEvent } from '../contract';
import { call, listen } from './host';

afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: unknown): void {
  const answer = () => Promise.resolve(new Response(JSON.stringify(body), { status }));
  vi.stubGlobal('fetch', vi.fn(answer));
}

describe('call', () => {
  it('answers what the core answered', async () => {
    answering(200, { saved: true });
    expect(await call('save_export_file', { id: 'o' })).toEqual({ saved: true });
    const [address, request] = vi.mocked(fetch).mock.calls[0] ?? [];
    expect(address).toBe('/call');
    expect(JSON.parse(request?.body as string)).toEqual({
      command: 'save_export_file',
      request: { id: 'o' },
    });
  });

  it('rejects with the failure of the core', async () => {
    const failure = { code: 'gone', params: {}, detail: null, traceId: null, fields: [], findings: [] };
    answering(422, failure);
    await expect(call('order', { id: 'o' })).rejects.toEqual(failure);
  });

  it.each([[500], [401], [404]])('makes an internal failure of the status %i', async (status) => {
    answering(status, {});
    await expect(call('order', { id: 'o' })).rejects.toMatchObject({ code: 'internal' });
  });

  it('makes an internal failure of a host that is gone', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no route')));
    await expect(call('order', { id: 'o' })).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('files that are dropped in a browser', () => {
  it('are refused one by one if their host is gone', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no route')));
    const heard: HostEvent[] = [];
    const stop = listen((event) => heard.push(event));
    const dataTransfer = { types: ['Files'], files: [new File(['x'], 'a.pdf')] };
    window.dispatchEvent(Object.assign(new Event('drop'), { dataTransfer, clientX: 1, clientY: 2 }));
    await expect.poll(() => heard.at(-1)?.event).toBe('dropped');
    stop();
    expect(heard).toMatchObject([
      { event: 'taking', count: 1 },
      { event: 'dropped', taken: { files: [], refused: [{ name: 'a.pdf' }] } },
    ]);
  });
});

describe('listen', () => {
  it('hears events that arrive in pieces', async () => {
    const pieces = [
      'data: {"event":"cha',
      'nged"}\n\n: still here\n\ndata: {"event":"taking",',
      '"count":3}\n\n',
    ];
    const body = new ReadableStream<Uint8Array>({
      start(stream) {
        for (const piece of pieces) stream.enqueue(new TextEncoder().encode(piece));
      },
    });
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(body)));
    const heard: HostEvent[] = [];
    const stop = listen((event) => heard.push(event));
    await expect.poll(() => heard).toHaveLength(2);
    stop();
    expect(heard).toEqual([{ event: 'changed' }, { event: 'taking', count: 3 }]);
  });
});

describe('in the window', () => {
  it('everything is loaded again once the page listens: what happened before was not heard', async () => {
    vi.stubGlobal('__TAURI_INTERNALS__', {});
    const registered = vi.fn(() => Promise.resolve(() => undefined));
    vi.doMock('@tauri-apps/api/event', () => ({ listen: registered }));
    // A copy of the module, which finds itself in the window.
    const copy = './host?window';
    const host = (await import(/* @vite-ignore */ copy)) as typeof import('./host');
    const heard: HostEvent[] = [];
    const stop = host.listen((event) => heard.push(event));
    expect(heard).toEqual([]);
    await expect.poll(() => heard).toEqual([{ event: 'changed' }]);
    expect(registered).toHaveBeenCalledOnce();
    stop();
    vi.doUnmock('@tauri-apps/api/event');
  });
});

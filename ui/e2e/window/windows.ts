// Input outside of the page: native dialogs, windows, dragging files.

import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Desktop, PYTHON, until } from './desktop';

/** The program's window: where its content stands on the screen. */
export interface Bounds {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Ids of the windows on the screen that people see, with their titles. */
export async function windows(desktop: Desktop): Promise<Map<string, string>> {
  const listed = await desktop.run('xprop', ['-root', '_NET_CLIENT_LIST']);
  const found = new Map<string, string>();
  for (const [id] of listed.matchAll(/0x[0-9a-f]+/g)) {
    found.set(id, (await desktop.run('xdotool', ['getwindowname', String(Number(id))])).trim());
  }
  return found;
}

/** Waits for a window with this title. */
export async function windowNamed(desktop: Desktop, title: string): Promise<Bounds> {
  let id = '';
  await until(`a window named ${title}`, async () => {
    const named = [...(await windows(desktop))].find(([, name]) => name === title);
    id = named?.[0] ?? '';
    return id !== '';
  });
  // Not `xdotool getwindowgeometry`: it counts the window's frame twice.
  const told = await desktop.run('xwininfo', ['-id', id]);
  const number = (name: string) => Number(new RegExp(`${name}: +(-?\\d+)`).exec(told)?.[1]);
  const corner = { x: number('Absolute upper-left X'), y: number('Absolute upper-left Y') };
  return { id, ...corner, width: number('Width'), height: number('Height') };
}

/** The window that has the focus. */
export async function activeWindow(desktop: Desktop): Promise<string> {
  const told = await desktop.run('xprop', ['-root', '_NET_ACTIVE_WINDOW']);
  return /0x[0-9a-f]+/.exec(told)?.[0] ?? '';
}

/** Answers a native file dialog that is about to open, with the path of a file. */
export async function answerFileDialog(
  desktop: Desktop,
  known: Map<string, string>,
  path: string,
): Promise<void> {
  let dialog = '';
  await until('a file dialog', async () => {
    const appeared = [...(await windows(desktop)).keys()].find((id) => !known.has(id));
    dialog = appeared ?? '';
    return dialog !== '' && (await activeWindow(desktop)) === dialog;
  });
  // Ctrl-L opens the line for a path; a dialog for saving has it already, with a name that is replaced.
  await desktop.run('xdotool', ['key', '--clearmodifiers', 'ctrl+l']);
  await desktop.run('xdotool', ['key', '--clearmodifiers', 'ctrl+a']);
  await desktop.run('xdotool', ['type', '--clearmodifiers', '--delay', '8', path]);
  // While the line completes what was typed, Return only takes the completion.
  const closed = async () => !(await windows(desktop)).has(dialog);
  await until('the file dialog to close', async () => {
    await new Promise((resolve) => setTimeout(resolve, 250));
    if (await closed()) return true;
    await desktop.run('xdotool', ['key', '--clearmodifiers', 'Return']);
    return until('it', closed, 1_500).then(
      () => true,
      () => false,
    );
  });
}

/** Drags files from a file manager's window to a point of the page, as a hand does: in small steps. */
export async function dragFiles(
  desktop: Desktop,
  files: string[],
  at: { x: number; y: number },
): Promise<void> {
  const window = await windowNamed(desktop, 'Waybill');
  const to = { x: window.x + at.x * desktop.scale, y: window.y + at.y * desktop.scale };
  const from = { x: 10, y: 900 };
  const script = fileURLToPath(new URL('drag_source.py', import.meta.url));
  const source = desktop.spawnTalking(PYTHON, [script, String(from.x), String(from.y), ...files]);
  const ended = once(source, 'exit');
  if (!(await Promise.race([once(source.stdout!, 'data'), ended.then(() => false)]))) {
    throw new Error(`there is nothing to drag from: ${await desktop.said()}`);
  }
  const move = (x: number, y: number) =>
    desktop.run('xdotool', ['mousemove', '--sync', String(x), String(y)]);
  // The window places itself in pixels of the page.
  const start = { x: (from.x + 40) * desktop.scale, y: (from.y + 30) * desktop.scale };
  await move(start.x, start.y);
  await desktop.run('xdotool', ['mousedown', '1']);
  const steps = 12;
  for (let step = 1; step <= steps; step += 1) {
    const part = step / steps;
    await move(Math.round(start.x + (to.x - start.x) * part), Math.round(start.y + (to.y - start.y) * part));
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await desktop.run('xdotool', ['mouseup', '1']);
  await ended;
}

// A desktop without a screen: X server, window manager, session bus, keychain, all of it private to one test.

import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** The keychain's password: the collection is unlocked with it, as a login does. */
const LOGIN = 'the-clerk-has-logged-in\n';

const LOG = 'desktop.log';

/** A session bus that starts no services: no portal, no virtual file system. */
const BUS = `<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>`;

/** Whether the desktop has a keychain. `none` has no session bus either, as on a bare machine. */
export type Keychain = 'unlocked' | 'none';

export class Desktop {
  private readonly children = new Set<ChildProcess>();

  private constructor(
    /** A home directory of its own: data, settings and keychain live and die with the test. */
    readonly home: string,
    readonly environment: NodeJS.ProcessEnv,
    private readonly log: number,
  ) {}

  static async open(keychain: Keychain): Promise<Desktop> {
    const home = await mkdtemp(join(tmpdir(), 'waybill-desk-'));
    const environment: NodeJS.ProcessEnv = {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      HOME: home,
      XDG_RUNTIME_DIR: home,
      GDK_BACKEND: 'x11',
      GTK_USE_PORTAL: '0',
      NO_AT_BRIDGE: '1',
    };
    const desktop = new Desktop(home, environment, openSync(join(home, LOG), 'a'));
    await desktop.startDisplay();
    if (keychain === 'unlocked') await desktop.startKeychain();
    return desktop;
  }

  /** Ends everything that was started here, newest first, and forgets the home directory. */
  async close(): Promise<void> {
    for (const child of [...this.children].reverse()) await end(child);
    closeSync(this.log);
    // The bus, and processes that a failed journey left behind.
    for (const id of await this.processes()) process.kill(id, 'SIGKILL');
    await rm(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /** Starts a program on this desktop; it ends with it at the latest. What it says goes to the log. */
  spawn(program: string, given: string[] = []): ChildProcess {
    return this.start(program, given, ['pipe', this.log, this.log]);
  }

  /** Starts a program that says on its output how far it is. */
  spawnTalking(program: string, given: string[]): ChildProcess {
    return this.start(program, given, ['ignore', 'pipe', this.log]);
  }

  /** The log of all programs on this desktop. */
  said(): Promise<string> {
    return readFile(join(this.home, LOG), 'utf8');
  }

  /** Runs a program to its end and answers with what it printed. */
  async run(program: string, given: string[]): Promise<string> {
    const child = this.start(program, given, ['ignore', 'pipe', 'pipe']);
    const printed = collect(child.stdout!);
    const complaints = collect(child.stderr!);
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${program} ${given.join(' ')}: ${code}: ${await complaints}`);
    return printed;
  }

  /** Ids of the processes on this desktop: of all of them, or only those that run `program`. */
  async processes(program?: string): Promise<number[]> {
    const found: number[] = [];
    for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      try {
        const environment = await readFile(`/proc/${id}/environ`, 'utf8');
        if (!environment.split('\0').includes(`HOME=${this.home}`)) continue;
        if (!program || (await readlink(`/proc/${id}/exe`)) === program) found.push(Number(id));
      } catch {
        // The process has ended, or belongs to another user.
      }
    }
    return found;
  }

  /**
   * Waits until processes have ended. On a busy machine a process outlives its first thread by seconds, with its
   * name on the bus, until its threads of low priority have got the processor once more.
   */
  async ended(ids: number[]): Promise<void> {
    await until('the processes to end', async () => {
      const running = await Promise.all(ids.map(isRunning));
      return !running.includes(true);
    });
  }

  private start(program: string, given: string[], stdio: StdioOptions): ChildProcess {
    const child = spawn(program, given, { env: this.environment, stdio });
    this.children.add(child);
    child.once('close', () => this.children.delete(child));
    return child;
  }

  private async startDisplay(): Promise<void> {
    const screen = ['-displayfd', '3', '-screen', '0', '1440x1000x24', '-nolisten', 'tcp'];
    const server = this.start('Xvfb', screen, ['ignore', this.log, this.log, 'pipe']);
    const number = await firstLine(server.stdio[3] as Readable, 'Xvfb');
    this.environment['DISPLAY'] = `:${number}`;
    // Dialogs get the focus, and windows can be raised, only with a window manager.
    this.spawn('openbox', ['--sm-disable']);
    await until('the window manager', async () => {
      const answer = await this.run('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK']);
      return answer.includes('window id');
    });
  }

  private async startKeychain(): Promise<void> {
    const config = join(this.home, 'bus.conf');
    await writeFile(config, BUS);
    const given = ['--config-file', config, '--fork', '--print-address=1'];
    const [address] = (await this.run('dbus-daemon', given)).split('\n');
    this.environment['DBUS_SESSION_BUS_ADDRESS'] = address;
    const keyring = this.spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets']);
    keyring.stdin!.end(LOGIN);
    await until('the keychain', async () => {
      const names = await this.run('dbus-send', [
        '--session',
        '--print-reply',
        '--dest=org.freedesktop.DBus',
        '/',
        'org.freedesktop.DBus.ListNames',
      ]);
      return names.includes('org.freedesktop.secrets');
    });
  }
}

/** A free port. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Repeats a check until it returns true. */
export async function until(what: string, isSo: () => Promise<boolean>, within = 60_000): Promise<void> {
  const end = Date.now() + within;
  let last: unknown;
  while (Date.now() < end) {
    try {
      if (await isSo()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  throw new Error(`waited ${within / 1000} s for ${what}`, { cause: last });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await gone;
  clearTimeout(patience);
}

/** Whether any thread of a process has not ended. */
async function isRunning(id: number): Promise<boolean> {
  const threads = await readdir(`/proc/${id}/task`).catch(() => []);
  for (const thread of threads) {
    const stat = await readFile(`/proc/${id}/task/${thread}/stat`, 'utf8').catch(() => '');
    // The state follows the name, which stands in brackets and may contain some.
    const state = stat.slice(stat.lastIndexOf(')') + 2)[0];
    if (state !== undefined && !'ZX'.includes(state)) return true;
  }
  return false;
}

async function collect(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

async function firstLine(stream: Readable, who: string): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  throw new Error(`${who} ended without a word`);
}

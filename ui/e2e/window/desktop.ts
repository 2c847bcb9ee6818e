// A desktop without a screen: X server, window manager, session bus, keychain, all of it private to one test.

import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The keychain's password: the collection is unlocked with it, as a login does. */
const LOGIN = 'the-clerk-has-logged-in\n';

const LOG = 'desktop.log';

/** The name of a keychain on the session bus. */
const SECRETS = 'org.freedesktop.secrets';

/** The system's Python has the bindings for GTK and the bus; another one on the path may not. */
export const PYTHON = '/usr/bin/python3';

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

/**
 * The keychain of the desktop. `none` has no session bus either, as on a bare machine. The others than `unlocked`
 * are played by a program: `not-set-up` has no default collection, of `locked` the user dismisses the prompt, and
 * to `silent` nobody answers.
 */
export type Keychain = 'unlocked' | 'none' | 'not-set-up' | 'locked' | 'silent';

export class Desktop {
  private readonly children = new Set<ChildProcess>();
  private keychain?: ChildProcess;

  private constructor(
    /** A home directory of its own: data, settings and keychain live and die with the test. */
    readonly home: string,
    readonly environment: NodeJS.ProcessEnv,
    /** Pixels of the screen for one of the page, in each direction. */
    readonly scale: number,
    private readonly log: number,
  ) {}

  static async open(keychain: Keychain, scale = 1): Promise<Desktop> {
    const home = await mkdtemp(join(tmpdir(), 'waybill-desk-'));
    const environment: NodeJS.ProcessEnv = {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      HOME: home,
      XDG_RUNTIME_DIR: home,
      GDK_BACKEND: 'x11',
      GDK_SCALE: String(scale),
      GTK_USE_PORTAL: '0',
      NO_AT_BRIDGE: '1',
    };
    const desktop = new Desktop(home, environment, scale, openSync(join(home, LOG), 'a'));
    await desktop.startDisplay();
    if (keychain !== 'none') {
      await desktop.startBus();
      await desktop.startKeychain(keychain);
    }
    return desktop;
  }

  /** Puts another keychain in the place of the one that there is. */
  async changeKeychain(keychain: Exclude<Keychain, 'none'>): Promise<void> {
    if (this.keychain) await end(this.keychain);
    await until('the keychain to leave', async () => !(await this.busNames()).includes(SECRETS));
    await this.startKeychain(keychain);
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
    const size = `${1440 * this.scale}x${1000 * this.scale}x24`;
    const screen = ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp'];
    const server = this.start('Xvfb', screen, ['ignore', this.log, this.log, 'pipe']);
    const number = await firstLine(server.stdio[3] as Readable, 'Xvfb');
    this.environment['DISPLAY'] = `:${number}`;
    // Dialogs get the focus, and windows can be raised, only with a window manager.
    let manager = this.spawn('openbox', ['--sm-disable']);
    await until('the window manager', async () => {
      // It ends if the X server does not answer it in time.
      if (manager.exitCode !== null) manager = this.spawn('openbox', ['--sm-disable']);
      const answer = await this.run('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK']);
      return answer.includes('window id');
    });
  }

  private async startBus(): Promise<void> {
    const config = join(this.home, 'bus.conf');
    await writeFile(config, BUS);
    const given = ['--config-file', config, '--fork', '--print-address=1'];
    const [address] = (await this.run('dbus-daemon', given)).split('\n');
    this.environment['DBUS_SESSION_BUS_ADDRESS'] = address;
  }

  private async startKeychain(keychain: Exclude<Keychain, 'none'>): Promise<void> {
    if (keychain === 'unlocked') {
      const daemon = ['--foreground', '--unlock', '--components=secrets'];
      this.keychain = this.spawn('gnome-keyring-daemon', daemon);
      this.keychain.stdin!.end(LOGIN);
    } else {
      const script = fileURLToPath(new URL('secret_service.py', import.meta.url));
      this.keychain = this.spawn(PYTHON, [script, keychain]);
    }
    await until('the keychain', async () => (await this.busNames()).includes(SECRETS));
  }

  /** The names that programs have on the session bus. */
  private busNames(): Promise<string> {
    const ask = ['--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.ListNames'];
    return this.run('dbus-send', ['--session', '--print-reply', ...ask]);
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

// How long a start takes, from the first instruction to the filled list: the program, the same page in Chromium with
// a running core, and the same in WebKit's own small browser. Interleaved, because a machine is not always as fast.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Commands } from '../../src/contract';
import { until, type Desktop } from './desktop';
import { test } from './journey';
import { programPath } from './program';

const PAIRS = Number(process.env['WAYBILL_PAIRS'] ?? 9);
const ORDERS = 120;

/** The desk says it when the list is on the screen. */
const SHOWN = 'the first list is on the screen';

const webHost = resolve(process.env['WAYBILL_WEB_HOST'] ?? '../target/release/web-host');
const page = resolve(process.env['WAYBILL_PAGE'] ?? 'dist');
const chromium = process.env['CHROMIUM_PATH'] ?? 'chromium';
const MINI_BROWSERS = ['x86_64-linux-gnu', 'aarch64-linux-gnu', ''].flatMap((folder) =>
  ['lib', 'libexec'].map((lib) => join('/usr', lib, folder, 'webkit2gtk-4.1/MiniBrowser')),
);

/** A process with what it says on its standard error. */
class Running {
  #lines: string[] = [];
  #heard: () => void = () => undefined;

  constructor(readonly process: ChildProcess) {
    createInterface(process.stderr!).on('line', (line) => {
      this.#lines.push(line);
      this.#heard();
    });
  }

  /** Returns when a line has these words, counted from now on. */
  async says(words: string): Promise<void> {
    this.#lines = [];
    const end = Date.now() + 120_000;
    while (!this.#lines.some((line) => line.includes(words))) {
      if (Date.now() > end || this.process.exitCode !== null) {
        throw new Error(
          `not heard: ${words}, exit ${this.process.exitCode}; but:\n${this.#lines.join('\n')}`,
        );
      }
      const heard = new Promise<void>((heard) => (this.#heard = heard));
      await Promise.race([heard, new Promise((rested) => setTimeout(rested, 1_000))]);
    }
  }

  /** Ends the process and those that it started. */
  async end(): Promise<void> {
    const { pid, exitCode } = this.process;
    if (pid === undefined || exitCode !== null) return;
    const ended = once(this.process, 'exit');
    process.kill(-pid, 'SIGTERM');
    await ended;
  }
}

function run(desktop: Desktop, program: string, given: string[] = []): Running {
  const env = { ...desktop.environment, RUST_LOG: 'info' };
  return new Running(spawn(program, given, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true }));
}

/** A core with the demo dealership, read to its end. */
async function core(desktop: Desktop, data: string): Promise<{ running: Running; url: string }> {
  const given = ['--listen', '127.0.0.1:0', '--data', data, '--page', page, '--keychain', 'system'];
  const running = run(desktop, webHost, given);
  const [line] = (await once(createInterface(running.process.stdout!), 'line')) as [string];
  const { address, token } = JSON.parse(line) as { address: string; token: string };
  async function call<C extends keyof Commands>(command: C, request: Commands[C]['request']) {
    const response = await fetch(`${address}/call`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ command, request }),
    });
    if (!response.ok) throw new Error(`${command}: ${await response.text()}`);
    return (await response.json()) as Commands[C]['answer'];
  }
  await call('start_sandbox', { demo: true });
  const wanted = { text: '', filter: 'all', sort: 'newest', offset: 0, limit: ORDERS } as const;
  await until(
    'the dealership is read',
    async () => {
      const { rows } = await call('orders', wanted);
      const read = rows.filter(({ known }) => known).length;
      if (process.env['WAYBILL_VERBOSE']) say(`${read} of ${rows.length} read`);
      return read === ORDERS;
    },
    600_000,
  );
  return { running, url: `${address}/#token=${token}` };
}

/** Milliseconds from the start of a program until `says` has said that the list is shown. */
async function timed(
  desktop: Desktop,
  program: string,
  given: string[],
  speaker?: Running,
): Promise<{ list: number; memory: number }> {
  const begun = performance.now();
  const running = run(desktop, program, given);
  await (speaker ?? running).says(SHOWN);
  const list = performance.now() - begun;
  await new Promise((rested) => setTimeout(rested, 2_000));
  const memory = await proportional(running.process.pid!);
  await running.end();
  // Processes of the last run do not slow the next one.
  await new Promise((rested) => setTimeout(rested, 1_500));
  return { list, memory };
}

/** Proportional set size of a process and all that it started, in MB. */
async function proportional(root: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
    parents.set(Number(id), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isOurs = (id: number): boolean => id === root || (id > 1 && isOurs(parents.get(id) ?? 0));
  let kilobytes = 0;
  for (const id of [...parents.keys()].filter(isOurs)) {
    const text = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return kilobytes / 1024;
}

const say = (line: string) => process.stdout.write(`${line}\n`);

const median = (all: number[]) =>
  [...all].sort((one, other) => one - other)[Math.floor(all.length / 2)] ?? NaN;

test('the start, beside the same page in two browsers', async ({ desktop }) => {
  // The program opens what a core with the same keychain has made.
  say('reading the dealership, twice');
  const [prepared, { running, url }] = await Promise.all([
    core(desktop, join(desktop.home, '.local/share/com.waybill.desk')),
    core(desktop, join(desktop.home, 'beside')),
  ]);
  await prepared.running.end();
  const profile = await mkdtemp(join(desktop.home, 'chromium-'));
  const flags = [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-sandbox',
    '--password-store=basic',
  ];
  const mini = MINI_BROWSERS.find((path) => existsSync(path));

  const measured = { program: [], chromium: [], mini: [] } as Record<
    string,
    { list: number; memory: number }[]
  >;
  // The first round fills the caches of the disk and is not counted.
  for (let round = 0; round <= PAIRS; round += 1) {
    const results = {
      program: await timed(desktop, programPath, []),
      chromium: await timed(desktop, chromium, flags, running),
      ...(mini ? { mini: await timed(desktop, mini, [url], running) } : {}),
    };
    say(`${round === 0 ? 'warm-up' : `round ${round}`} ${JSON.stringify(results)}`);
    if (round === 0) continue;
    for (const [name, result] of Object.entries(results)) measured[name]?.push(result);
  }
  await running.end();

  const [program, beside, small] = ['program', 'chromium', 'mini'].map((name) => ({
    list: median((measured[name] ?? []).map(({ list }) => list)),
    memory: median((measured[name] ?? []).map(({ memory }) => memory)),
  }));
  const line = (name: string, one: typeof program) =>
    `${name.padEnd(28)}${one!.list.toFixed(0).padStart(6)} ms ${(program!.list / one!.list).toFixed(2).padStart(6)}x ${one!.memory.toFixed(0).padStart(6)} MB`;
  say(`\nmedian of ${PAIRS}, ${ORDERS} orders, from the start to the filled list`);
  say(line('the program', program));
  say(line('Chromium, core running', beside));
  if (mini) say(line('WebKit MiniBrowser', small));
});

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { en } from '../../src/words/en';
import { Clerk } from './clerk';
import { until } from './desktop';
import { expect, test } from './journey';
import { Program, programPath } from './program';
import { activeWindow, windowNamed, windows } from './windows';

/** The names in the data folder, and what of the program is open to other users. */
async function whatIsKept(home: string): Promise<{ open: string[]; data: string[] }> {
  const data = join(home, '.local/share/com.waybill.desk');
  const inside = (await readdir(data, { recursive: true })).map((name) => join(data, name));
  const ofTheWebView = (await readdir(home)).filter((name) => name.startsWith('com.waybill.desk'));
  const open = [];
  for (const path of [data, ...inside, ...ofTheWebView.map((name) => join(home, name))]) {
    if ((await stat(path)).mode & 0o077) open.push(path);
  }
  return { open, data: (await readdir(data)).sort() };
}

test('a second start brings the first window to the front and ends', async ({ desktop }) => {
  const program = await Program.start(desktop);
  const first = await windowNamed(desktop, 'Waybill');
  const other = desktop.spawn('xmessage', ['Another program']);
  await until('another window in front', async () => (await activeWindow(desktop)) !== first.id);
  const [running] = await desktop.processes(programPath);

  await desktop.run(programPath, []);

  await until('the first window in front', async () => (await activeWindow(desktop)) === first.id);
  expect(await desktop.processes(programPath)).toEqual([running]);
  expect([...(await windows(desktop)).values()].filter((name) => name === 'Waybill')).toHaveLength(1);
  other.kill();
  await program.close();
});

test('the key stays in the keychain from one start to the next', async ({ desktop }) => {
  const first = await Program.start(desktop);
  await new Clerk(desktop, first, en).startSandbox();
  await first.close();
  // Nothing of the web view is among the data.
  expect(await whatIsKept(desktop.home)).toEqual({ open: [], data: ['connections.json', 'logs', 'sandbox'] });
  const second = await Program.start(desktop);
  await second.sees({ css: 'nav.rail' });
  await new Clerk(desktop, second, en).goTo('settings');
  await second.sees(en.settings.keyHomes.keychain);
  await second.close();
});

test.describe('without a keychain', () => {
  test.use({ keychain: 'none' });

  test('a passphrase is asked for, and opens the data after a restart', async ({ desktop }) => {
    const passphrase = 'for example four words';
    const first = await Program.start(desktop);
    await first.press(en.start.sandboxButton);
    await first.sees(en.passphrase.setTitle);
    await first.fill('passphrase', passphrase);
    await first.fill('passphraseAgain', passphrase);
    await first.press(en.passphrase.set);
    await first.sees({ css: 'nav.rail' });
    await first.close();

    const second = await Program.start(desktop);
    await second.fill('passphrase', 'some other words');
    await second.press(en.passphrase.unlock);
    await second.sees({ text: en.failures.wrong_passphrase.message });
    await second.fill('passphrase', passphrase);
    await second.press(en.passphrase.unlock);
    await second.sees({ css: 'nav.rail' });
    await second.close();
  });
});

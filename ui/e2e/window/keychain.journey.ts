// Keychains that do not do their work: the window says so, offers the passphrase, and can be closed.

import { en } from '../../src/words/en';
import { Clerk } from './clerk';
import { test } from './journey';
import { Program } from './program';

const states = { 'not-set-up': 'keychain_not_set_up', locked: 'keychain_locked' } as const;

for (const [keychain, code] of Object.entries(states)) {
  test.describe(`a keychain that is ${keychain}`, () => {
    test.use({ keychain: keychain as keyof typeof states });

    test('is told, and a passphrase is offered in its place', async ({ desktop }) => {
      const program = await Program.start(desktop);
      await program.press(en.start.sandboxButton);
      await program.sees(en.failures[code].message);
      await program.press(`${en.passphrase.instead} …`);
      await program.sees(en.passphrase.setTitle);
      await program.close();
    });
  });
}

test.describe('a keychain whose prompt nobody answers', () => {
  test.use({ keychain: 'silent' });

  test('is waited for in words, and the window can be closed', async ({ desktop }) => {
    const program = await Program.start(desktop);
    await program.press(en.start.sandboxButton);
    await program.sees(en.opening.keychain);
    await program.close();
  });
});

test('data behind a keychain that stays silent: the window says what it waits for, and can be closed', async ({
  desktop,
}) => {
  const first = await Program.start(desktop);
  await new Clerk(desktop, first, en).startSandbox();
  await first.close();

  await desktop.changeKeychain('silent');
  const second = await Program.start(desktop);
  await second.sees(en.opening.keychain);
  await second.close();

  await desktop.changeKeychain('unlocked');
  const third = await Program.start(desktop);
  await third.sees({ css: 'nav.rail' });
  await third.close();
});

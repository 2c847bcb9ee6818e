import { readlink } from 'node:fs/promises';
import { en } from '../../src/words/en';
import { Clerk } from './clerk';
import { until } from './desktop';
import { expect, test } from './journey';
import { Program } from './program';

test('the page comes back when the process that draws it is killed', async ({ desktop }) => {
  const company = 'Kowalski Auto Handel Sp. z o.o.';
  const program = await Program.start(desktop);
  const clerk = new Clerk(desktop, program, en);
  await clerk.startSandbox();
  await clerk.goTo('buyers');
  await program.press(en.buyers.add);
  await program.fill('vatNumber', 'PL5260250995');
  await program.press(en.forms.next);
  await program.fill('companyName', company);
  await program.sees({ css: 'p.saved' });

  for (const id of await desktop.processes()) {
    if ((await readlink(`/proc/${id}/exe`)).endsWith('/WebKitWebProcess')) {
      process.kill(id, 'SIGKILL');
      await desktop.ended([id]);
    }
  }

  // The driver has lost its session. A page without its process stands still, whatever is typed.
  const seen = () => desktop.run('import', ['-window', 'root', 'inline:png:-']);
  const before = await seen();
  await until('the page to answer to a key', async () => {
    await desktop.run('xdotool', ['key', 'slash']);
    return (await seen()) !== before;
  });
  await program.kill();

  const again = await Program.start(desktop);
  await new Clerk(desktop, again, en).goTo('buyers');
  await again.press(`${en.forms.continueDraft}: ${en.forms.titles.buyer}, ${company}`);
  await expect.poll(() => again.value('companyName')).toBe(company);
  await again.close();
});

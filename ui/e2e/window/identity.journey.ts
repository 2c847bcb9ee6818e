import { fileURLToPath } from 'node:url';
import { en } from '../../src/words/en';
import { Clerk } from './clerk';
import { PYTHON } from './desktop';
import { expect, test } from './journey';
import { Program } from './program';

test('the link to an identity check is pasted elsewhere, and the check followed to its end', async ({
  desktop,
}) => {
  const program = await Program.start(desktop);
  const clerk = new Clerk(desktop, program, en);
  await clerk.startSandbox();
  await clerk.goTo('buyers');
  await program.press(en.buyers.add);
  await program.fill('vatNumber', 'PL 526 025 09 95');
  await program.press(en.forms.next);
  await clerk.fillCompany('Kowalski Auto Handel Sp. z o.o.');
  await program.press(en.forms.next);
  await program.sees(en.onboard.contactsLead);
  await program.press(en.forms.next);
  await program.press({ text: en.onboard.modeB });
  await program.press(en.forms.next);
  await program.press(en.onboard.send);
  await program.press(en.fixes.startVerification);
  await program.press(en.fixes.passOnLink);
  await program.sees(en.blockers.KYC_VERIFICATION_PENDING);

  const script = fileURLToPath(new URL('clipboard.py', import.meta.url));
  const link = await desktop.run(PYTHON, [script]);
  expect(new URL(link).hostname).toBe('127.0.0.1');
  const visit = await fetch(link, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'aml=CLEAR&outcome=VERIFIED',
  });
  expect(visit.status).toBe(200);
  await program.sees({ button: en.buyers.profileOpen });
  await program.close();
});

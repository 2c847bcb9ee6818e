import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pdf } from '../papers';
import { en } from '../../src/words/en';
import { fill } from '../../src/words/fill';
import { Clerk } from './clerk';
import { expect, test } from './journey';
import { png } from './pictures';
import { Program } from './program';
import { dragFiles } from './windows';

for (const scale of [1, 2]) {
  test.describe(`on a screen with a scale of ${scale}`, () => {
    test.use({ scale });

    test('files that are dragged onto the window land where they were dropped, judged by their content', async ({
      desktop,
    }) => {
      const program = await Program.start(desktop);
      const clerk = new Clerk(desktop, program, en);
      await clerk.startSandbox();
      await clerk.goTo('buyers');
      await program.press(en.buyers.add);
      await program.fill('vatNumber', 'PL5260250995');
      for (let step = 0; step < 3; step += 1) {
        if (step === 1) await clerk.fillCompany('Kowalski Auto Handel Sp. z o.o.');
        await program.press(en.forms.next);
      }

      const files = {
        'extract of the register.pdf': pdf('extract.pdf', ['KRS']).buffer,
        'passport.png': png(40, 30, [120, 40, 40]),
        'pretends to be.pdf': Buffer.from('GIF89a, in truth'),
        'empty.pdf': Buffer.alloc(0),
      };
      const paths = Object.keys(files).map((name) => join(desktop.home, name));
      for (const [index, content] of Object.values(files).entries())
        await writeFile(paths[index] ?? '', content);
      const zone = { css: '.zone' };
      await program.sees(zone);
      const at = await program.middle(zone);
      await dragFiles(desktop, paths, at);

      for (const name of ['extract of the register.pdf', 'passport.png']) {
        await program.sees({ css: `.zone [role="group"][aria-label="${fill(en.papers.file, { name })}"]` });
      }
      const refused = await program.run<string>('return document.querySelector(".zone").innerText');
      expect(refused).toContain('pretends to be.pdf');
      expect(refused).toContain(en.failures.file_kind.message);
      expect(refused).toContain('empty.pdf');
      expect(refused).toContain(en.failures.file_empty.message);
      await program.close();
    });
  });
}

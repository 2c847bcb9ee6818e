import type { Fix } from '../contract';
import type { Place } from '../program/place';

/** The place of a fix; `null` for a fix on the page itself. */
export function placeOfFix(fix: Fix, at: { order: string | null; buyer: string }): Place | null {
  switch (fix.do) {
    case 'openForm': {
      const ofBuyer = fix.form === 'buyerChange' || fix.form === 'contact';
      return { screen: 'form', form: fix.form, subject: ofBuyer ? at.buyer : at.order, field: fix.field };
    }
    case 'openBuyer':
      return { screen: 'buyer', id: fix.buyer };
    case 'openOutbox':
      return { screen: 'outbox', entry: fix.entry };
    case 'addDocument':
    case 'checkVies':
    case 'startVerification':
    case 'passOnLink':
    case 'markReady':
    case 'regenerateExport':
      return null;
  }
}

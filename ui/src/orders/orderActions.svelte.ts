import type { Action, Fix, FormKind, OrderPage } from '../contract';
import { UserAction } from '../program/action.svelte';
import { call } from '../program/host';
import { navigation } from '../program/navigation.svelte';
import { placeOfFix } from '../steps/placeOfFix';

/** What the user does on the page of an order. */
export class OrderActions {
  readonly userAction = new UserAction();
  /** Whether the dialog asks to declare the vehicle ready for pickup. */
  markingReady = $state(false);
  /** Whether the dialog asks why the pickup is taken back. */
  revoking = $state(false);
  #order: () => OrderPage | null;

  constructor(order: () => OrderPage | null) {
    this.#order = order;
  }

  /** Does what a step wants. */
  fix(fix: Fix): void {
    const row = this.#order()?.row;
    if (!row) return;
    switch (fix.do) {
      case 'markReady':
        this.markingReady = true;
        return;
      case 'regenerateExport':
        return this.act('regenerateExport');
      case 'checkVies':
        return void this.userAction.run('vies', () => call('check_vies', { id: fix.buyer }));
      case 'addDocument':
        // No step of the order takes it: it is added on the buyer's page.
        return void navigation.go({ screen: 'buyer', id: row.buyer, document: fix.document });
      default: {
        const place = placeOfFix(fix, { order: row.id, buyer: row.buyer });
        if (place) void navigation.go(place);
      }
    }
  }

  /** Does an action of the order. */
  act(action: Action): void {
    switch (action) {
      case 'markReady':
        this.markingReady = true;
        return;
      case 'revokePickup':
        this.revoking = true;
        return;
      case 'change':
        return this.#open('orderChange');
      case 'regenerateExport':
        return void this.userAction.run(action, () => call('regenerate_export', { id: this.#id() }));
      case 'invoice':
      case 'payment':
      case 'pickup':
      case 'delivery':
      case 'finalInvoice':
        return this.#open(action);
      default:
        // A new action does not compile before it has a case.
        action satisfies never;
    }
  }

  #open(form: FormKind): void {
    void navigation.go({ screen: 'form', form, subject: this.#id() });
  }

  #id(): string {
    return this.#order()?.row.id ?? '';
  }
}

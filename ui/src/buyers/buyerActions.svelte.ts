import type { ById, Commands, Fix, Nothing } from '../contract';
import { UserAction } from '../program/action.svelte';
import { call } from '../program/host';
import { navigation } from '../program/navigation.svelte';
import { placeOfFix } from '../steps/placeOfFix';

/** A command on a buyer that answers nothing. */
type OfBuyer = {
  [C in keyof Commands]: Commands[C] extends { request: ById; answer: Nothing } ? C : never;
}[keyof Commands];

/** What the user does on the page of a buyer. */
export class BuyerActions {
  readonly userAction = new UserAction();
  /** Whether the profile was saved. */
  saved = $state(false);
  #id: () => string;

  constructor(id: () => string) {
    this.#id = id;
  }

  /** Does what a step wants. */
  fix(fix: Fix): void {
    switch (fix.do) {
      case 'checkVies':
        return this.checkVies();
      case 'startVerification':
        return this.startVerification();
      case 'passOnLink':
        return this.copyLink();
      default: {
        const place = placeOfFix(fix, { order: null, buyer: this.#id() });
        if (place) void navigation.go(place);
      }
    }
  }

  /** Asks VIES again. */
  checkVies(): void {
    this.#run('check_vies');
  }

  /** Starts the identity check, which brings a link. */
  startVerification(): void {
    this.#run('start_verification');
  }

  /** Copies the link to the identity check. */
  copyLink(): void {
    this.#run('copy_verification');
  }

  /** Opens the link to the identity check in the browser. */
  openLink(): void {
    this.#run('open_verification');
  }

  /** Opens the signed profile. */
  openProfile(): void {
    this.#run('open_kyc_profile');
  }

  /** Saves the signed profile. */
  saveProfile(): void {
    this.saved = false;
    void this.userAction.run('save', async () => {
      this.saved = (await call('save_kyc_profile', { id: this.#id() })).saved;
    });
  }

  #run(command: OfBuyer): void {
    void this.userAction.run(command, () => call(command, { id: this.#id() }));
  }
}

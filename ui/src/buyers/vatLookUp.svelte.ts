import type { LookUpVat, VatLookUp } from '../contract';

/** Time after the last change of the number before it is asked for, in milliseconds. */
export const PAUSE = 400;

/** The question whether Novatrade24 knows a VAT number, asked while the user goes on. */
export class VatQuestion {
  answer = $state.raw<VatLookUp | null>(null);
  asking = $state(false);

  #ask: (request: LookUpVat) => Promise<VatLookUp>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(ask: (request: LookUpVat) => Promise<VatLookUp>) {
    this.#ask = ask;
  }

  /** Asks for a number after a pause; `null` for none. The answer to an earlier number does not count any more. */
  about(vatNumber: string | null, draft: () => string | null): void {
    this.stop();
    const turn = this.#turn;
    this.answer = null;
    this.asking = vatNumber !== null;
    if (vatNumber !== null) this.#timer = setTimeout(() => void this.#run(turn, vatNumber, draft()), PAUSE);
  }

  /** Ends the question. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  async #run(turn: number, vatNumber: string, draft: string | null): Promise<void> {
    // A failure of the question never stands in the way of the form.
    const failed: VatLookUp = { answer: 'notAsked', why: 'failed' };
    const answer = await this.#ask({ vatNumber, draft }).catch(() => failed);
    if (turn !== this.#turn) return;
    this.answer = answer;
    this.asking = false;
  }
}

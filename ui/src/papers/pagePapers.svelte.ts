import type { TakenFile } from '../contract';
import { call, pickFiles } from '../program/host';
import { live, type Live } from '../program/live.svelte';
import { Staging, type PaperPlace } from './staging.svelte';

/** The files of the page of a buyer or an order: those that wait there for a type, and those of the tray. */
export class PagePapers {
  readonly staging: Staging;
  #file: () => string | undefined;
  #loose: Live<{ files: TakenFile[] }>;
  #asked = false;

  /** `subject`: identifier of the buyer or order. `file`: a file of the tray that the user brought here. */
  constructor(subject: () => string, file: () => string | undefined) {
    this.staging = new Staging(subject(), (request) => call('file_papers', request), pickFiles);
    this.#file = file;
    this.#loose = live(() => call('loose_files', {}));
  }

  /** The files of the tray. */
  get loose(): readonly TakenFile[] {
    return this.#loose.value?.files ?? [];
  }

  /** Stages the file that the user brought. Returns whether there is one. */
  stage(places: readonly PaperPlace[]): boolean {
    const id = this.#file();
    if (!id || this.#asked) return false;
    this.#asked = true;
    void call('loose_files', {}).then(({ files }) => {
      const file = files.find((one) => one.id === id);
      if (file) this.staging.take({ files: [file], refused: [] }, places, places[0]);
    });
    return true;
  }
}

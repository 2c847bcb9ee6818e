import { tick } from 'svelte';
import type { Failure, FilePapers, Nothing, Paper, RefusedFile, Taken, TakenFile } from '../contract';
import { asFailure } from '../program/host';
import type { Note } from '../parts/note';
import { findingNote } from '../words/findingText';

/** Files one or more papers at a buyer or an order, as the core does it. */
export type File = (request: FilePapers) => Promise<Nothing>;
/** Shows a file dialog and takes the chosen files. */
export type Pick = () => Promise<Taken>;

/** A part of the page that takes documents of some types, for example a step of an order. */
export interface PaperPlace {
  key: string;
  /** The document types that belong there, the most wanted first. */
  takes: readonly string[];
  /** The type that is missing there now. */
  wanted: string | null;
}

/** Why a file has the type that is proposed for it. */
export type Reason = 'name' | 'wanted' | 'none';

/** A file that was dropped or chosen on the page of a buyer or an order, and is not filed yet. */
export interface StagedPaper {
  file: TakenFile;
  paper: Paper;
  /** Key of the place that shows it. */
  place: string;
  reason: Reason;
}

/** The files that wait on a page for their types, until they are filed there. */
export class Staging {
  readonly subject: string;
  #file: File;
  #pick: Pick;

  /** The files, in the order in which they came. */
  papers = $state<StagedPaper[]>([]);
  /** Files that were not taken. */
  refused = $state.raw<RefusedFile[]>([]);
  /** Key of the place whose files are being chosen or filed. */
  busy = $state<string | null>(null);
  /** Why the files of a place were not taken or not filed; those that were taken stay. */
  failures = $state.raw<Readonly<Record<string, Failure>>>({});

  /** `subject`: identifier of the buyer or order. */
  constructor(subject: string, file: File, pick: Pick) {
    this.subject = subject;
    this.#file = file;
    this.#pick = pick;
  }

  /** The files of a place. */
  at(place: string): StagedPaper[] {
    return this.papers.filter((one) => one.place === place);
  }

  /**
   * Gives each file its place: that of its recognised type; for a file that is not recognised, `here`, the place
   * that the user meant. The focus goes to the first question.
   */
  take(taken: Taken, places: readonly PaperPlace[], here: PaperPlace | undefined): void {
    this.refused = taken.refused;
    const fresh = taken.files.filter((file) => !this.papers.some((one) => one.file.id === file.id));
    for (const file of fresh) this.papers.push(proposed(file, places, here, fresh.length === 1));
    if (fresh[0]) void this.#ask(fresh[0].id);
  }

  /** Asks for files of a place. Returns whether any were taken. */
  async choose(places: readonly PaperPlace[], here: PaperPlace): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = here.key;
    this.#forgetFailure(here.key);
    try {
      const taken = await this.#pick();
      this.take(taken, places, here);
      return taken.files.length > 0;
    } catch (thrown) {
      this.failures = { ...this.failures, [here.key]: asFailure(thrown) };
      return false;
    } finally {
      this.busy = null;
    }
  }

  /** Takes a file away from the page; it stays in the tray. */
  remove(file: string): void {
    const place = this.papers.find((one) => one.file.id === file)?.place;
    this.papers = this.papers.filter((one) => one.file.id !== file);
    if (place) this.#forgetFailure(place);
  }

  /** Files the papers of a place. They stay on the page if that fails. Returns whether it succeeded. */
  async send(place: string): Promise<boolean> {
    if (this.busy !== null) return false;
    const sent = this.at(place);
    this.busy = place;
    try {
      const papers = sent.map(({ paper }) => $state.snapshot(paper));
      await this.#file({ subject: this.subject, papers });
      const filed = new Set(sent.map(({ file }) => file.id));
      this.papers = this.papers.filter((one) => !filed.has(one.file.id));
      this.#forgetFailure(place);
      return true;
    } catch (thrown) {
      this.failures = { ...this.failures, [place]: asFailure(thrown) };
      await this.#focusFirstError(place);
      return false;
    } finally {
      this.busy = null;
    }
  }

  /** What is wrong with a field of a paper. */
  errorAt(staged: StagedPaper, field: 'document' | 'documentDate'): Note | undefined {
    const failure = this.failures[staged.place];
    const path = `papers[${this.at(staged.place).indexOf(staged)}].${field}`;
    const finding = failure?.findings.find((one) => one.field === path && one.severity === 'error');
    const problem = failure?.fields.find((one) => one.field === path);
    return finding ? findingNote(finding) : problem?.message;
  }

  /** Name of a control, by which it is found. */
  nameOf(file: string, field: 'document' | 'documentDate'): string {
    return `${file}-${field}`;
  }

  #forgetFailure(place: string): void {
    this.failures = Object.fromEntries(Object.entries(this.failures).filter(([key]) => key !== place));
  }

  async #ask(file: string): Promise<void> {
    await tick();
    this.#focus(this.nameOf(file, 'document'));
  }

  async #focusFirstError(place: string): Promise<void> {
    await tick();
    for (const staged of this.at(place)) {
      const field = (['document', 'documentDate'] as const).find((one) => this.errorAt(staged, one));
      if (field) return this.#focus(this.nameOf(staged.file.id, field));
    }
  }

  #focus(name: string): void {
    const field = document.querySelector<HTMLElement>(`[name="${name}"]`);
    field?.scrollIntoView({ block: 'nearest' });
    field?.focus();
  }
}

function proposed(
  file: TakenFile,
  places: readonly PaperPlace[],
  here: PaperPlace | undefined,
  alone: boolean,
): StagedPaper {
  const guess = file.guess?.document;
  const paper = (type: string) => ({ file: file.id, document: type, documentDate: '' });
  const recognised = guess === undefined ? undefined : placeOf(guess, places, here);
  if (recognised && guess !== undefined) {
    return { file, paper: paper(guess), place: recognised.key, reason: 'name' };
  }
  // A single file without a telling name, given to the place that misses one document, is taken for that one.
  const wanted = alone ? (here?.wanted ?? '') : '';
  const place = here?.key ?? places[0]?.key ?? '';
  return { file, paper: paper(wanted), place, reason: wanted ? 'wanted' : 'none' };
}

/** The place for a type: the one that was meant if it takes it, else the first that does. */
export function placeOf(
  document: string,
  places: readonly PaperPlace[],
  here?: PaperPlace,
): PaperPlace | undefined {
  if (here?.takes.includes(document)) return here;
  return places.find(({ takes }) => takes.includes(document));
}

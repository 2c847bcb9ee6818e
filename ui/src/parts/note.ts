/** A text of which the user can ask why it is shown. */
export interface Explained {
  text: string;
  /** Why, and what to do. */
  why: string;
  /** Article of law, standard or documentation; empty if there is none. */
  source: string;
}

/** The note under a field. */
export type Note = string | Explained;

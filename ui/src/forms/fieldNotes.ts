import type { Note } from '../parts/note';
import { fill } from '../words/fill';
import { findingNote } from '../words/findingText';
import { words } from '../words/words.svelte';
import type { DraftEditor } from './draft.svelte';

/** The error and the warning under a field. */
export interface Notes {
  error: Note | undefined;
  warning: Note | undefined;
}

/** The notes of the field at a path: NT24's refusal, else the first error, and the first warning. */
export function fieldNotes(draft: DraftEditor, path: string): Notes {
  const problem = draft.problemAt(path);
  const error = draft.findingAt(path, 'error');
  const warning = draft.findingAt(path, 'warning');
  return {
    error: problem
      ? fill(words.current.checks.refused, { message: problem })
      : error
        ? findingNote(error)
        : undefined,
    warning: warning ? findingNote(warning) : undefined,
  };
}

import { findingText } from '../words/findingText';
import { fill } from '../words/fill';
import { words } from '../words/words.svelte';
import type { DraftEditor } from './draft.svelte';

/** What stands under a field: the server's refusal, an error, a warning. */
export interface Notes {
  error: string | undefined;
  warning: string | undefined;
}

/** What is to be shown under the field at a path. */
export function fieldNotes(draft: DraftEditor, path: string): Notes {
  const problem = draft.problemAt(path);
  const error = draft.findingAt(path, 'error');
  const warning = draft.findingAt(path, 'warning');
  return {
    error: problem
      ? fill(words.current.checks.refused, { message: problem })
      : error
        ? findingText(error)
        : undefined,
    warning: warning ? findingText(warning) : undefined,
  };
}

import { createContext } from 'svelte';
import type { DraftEditor } from './draft.svelte';

/** The draft of the form that a field stands in. */
export const [getDraft, setDraft] = createContext<DraftEditor>();

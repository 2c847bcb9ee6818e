import { createContext } from 'svelte';
import type { DraftEditor } from './draft.svelte';

/** The draft that a field belongs to. */
export const [getDraft, setDraft] = createContext<DraftEditor>();

import { Later } from './later.svelte';

/** The screens that are not the first one. */
export const screens = {
  onboard: new Later(() => import('../buyers/Onboard.svelte')),
  drafts: new Later(() => import('../forms/Drafts.svelte')),
  form: new Later(() => import('../forms/FormScreen.svelte')),
  newOrder: new Later(() => import('../orders/NewOrder.svelte')),
  conflict: new Later(() => import('../outbox/ConflictScreen.svelte')),
  outbox: new Later(() => import('../outbox/Outbox.svelte')),
  documents: new Later(() => import('../tray/Documents.svelte')),
  settings: new Later(() => import('../settings/Settings.svelte')),
} as const;

/** How long after the first screen the others are read, in milliseconds. */
const PAUSE = 1000;

/** Reads the code of all screens when the first one is drawn; returns how to stop. */
export function readScreensSoon(): () => void {
  const timer = setTimeout(() => {
    // A screen that cannot be read says so when it is opened.
    for (const later of Object.values(screens)) later.load().catch(() => undefined);
  }, PAUSE);
  return () => clearTimeout(timer);
}

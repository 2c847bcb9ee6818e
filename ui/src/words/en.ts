import { conflict } from './conflict.en';
import { data } from './data.en';
import { drafts } from './drafts.en';
import { failures } from './failures.en';
import { frame } from './frame.en';
import { lock } from './lock.en';
import { outbox } from './outbox.en';
import { sandbox } from './sandbox.en';
import { work } from './work.en';

/** All texts in English; the type of every other language. */
export const en = { ...frame, ...work, conflict, data, drafts, failures, lock, outbox, sandbox };

/** The texts of a language. A language with a missing text does not compile. */
export type Words = typeof en;

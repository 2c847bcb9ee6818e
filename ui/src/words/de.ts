import { conflict } from './conflict.de';
import { data } from './data.de';
import { drafts } from './drafts.de';
import type { Words } from './en';
import { failures } from './failures.de';
import { frame } from './frame.de';
import { lock } from './lock.de';
import { outbox } from './outbox.de';
import { sandbox } from './sandbox.de';
import { work } from './work.de';

/** All texts in German. */
export const de: Words = { ...frame, ...work, conflict, data, drafts, failures, lock, outbox, sandbox };

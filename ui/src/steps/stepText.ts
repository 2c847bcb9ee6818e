import type { Fact, Step } from '../contract';
import { factText } from '../words/factText';
import { fill } from '../words/fill';
import { stepText } from '../words/findingText';
import { day } from '../words/format';
import { words } from '../words/words.svelte';
import { lookup } from '../words/work/lookup';
import { readable } from '../words/work/readable';

/** Text that differs for two steps of a page, and stays the same for one while the page refreshes. */
export function keyOfStep({ milestone, code, askedBy, fix }: Step): string {
  return JSON.stringify([milestone, code, askedBy, code === null ? null : fix]);
}

/** The name of a step: what is missing, else its stage. */
export function titleOf(step: Step): string {
  switch (step.state) {
    case 'done':
      return words.current.steps.done[step.milestone];
    case 'later':
      // What has not come yet is not missing.
      return words.current.milestones[step.milestone];
    default:
      return stepText(step);
  }
}

/** The fact and the day of a step, one after the other. */
export function factOf(step: Step): string {
  return [step.fact ? shortFact(step.fact) : '', step.on ? day(step.on) : ''].filter(Boolean).join(' · ');
}

/** What to look at when the step is done; empty where nothing is said. */
export function helpOf(step: Step): string {
  return (step.code && lookup(words.current.steps.help, step.code)) ?? '';
}

/** What a step waits for. */
export function waitText(step: Step): string {
  const { queued, turns } = words.current.steps;
  return step.queued ? queued : turns[step.turn];
}

/** Facts that the name of the step and its day say already. */
const SAID = new Set([
  'order.created',
  'payment.ready',
  'transport.pickedUp',
  'transport.delivered',
  'transport.arrived',
  'buyer.waiting',
  'order.waiting',
  'invoice.waiting',
  'payment.waiting',
  'transport.waiting',
]);

function shortFact(fact: Fact): string {
  if (SAID.has(fact.key)) return '';
  const text = lookup(words.current.steps.facts, fact.key);
  return text === undefined ? factText(fact) : fill(text, readable(fact.params));
}

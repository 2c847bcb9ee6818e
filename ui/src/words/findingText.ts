import type { Finding, Reason, Step } from '../contract';
import { fill } from './fill';
import { words } from './words.svelte';
import { lookup } from './work/lookup';
import { readable } from './work/readable';

/** The text of a finding. */
export function findingText(finding: Finding): string {
  const { findings, checks } = words.current;
  const text = lookup(findings, finding.rule);
  return text === undefined
    ? fill(checks.unknownRule, { rule: finding.rule })
    : fill(text, readable(finding.params));
}

/** The text of a finding with the reason and the source of its rule; only the text if the page knows no reason. */
export function findingNote(finding: Finding): string | { text: string; why: string; source: string } {
  const text = findingText(finding);
  const why = lookup(words.current.whys, finding.rule);
  return why === undefined ? text : { text, why, source: sourceText(finding.source) };
}

/** The name of a source in the user's language; standards are named by their number. */
export function sourceText(source: string | null): string {
  if (source === null) return '';
  const { sources } = words.current.why;
  const name = Object.keys(sources).find((known) => source.startsWith(known));
  if (name === undefined) return source;
  const rest = source.slice(name.length).replace(/^[,:]?\s*/, '');
  // After the page of NT24's documentation stands a detail for developers.
  const place = name === 'NT24' ? (rest.split(':')[0] ?? '') : rest;
  return fill(lookup(sources, name) ?? source, { place });
}

/** What tells the text of a step: a step of a page, or the first one of a row in a list. */
type Told = Pick<Step | Reason, 'code' | 'message' | 'milestone'> &
  ({ state: Step['state'] } | { waiting: boolean });

/**
 * The text of a step: that of what is missing, the page's own or NT24's, else the name of its stage. What is on its
 * way is not missing any more.
 */
export function stepText(told: Told): string {
  const { code, message, milestone } = told;
  if (code === null) return words.current.milestones[milestone];
  const waiting = 'waiting' in told ? told.waiting : told.state === 'waiting';
  const onItsWay = waiting ? lookup(words.current.onItsWay, code) : undefined;
  return onItsWay ?? lookup(words.current.blockers, code) ?? (message || code);
}

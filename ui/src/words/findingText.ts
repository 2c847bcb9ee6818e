import type { Finding, Missing } from '../contract';
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

/** The text of a missing item: the page's own, else NT24's. */
export function missingText(missing: Missing): string {
  return lookup(words.current.blockers, missing.code) ?? (missing.message || missing.code);
}

import type { Fact, HistoryEntry } from '../contract';
import { fill } from './fill';
import { lookup } from './work/lookup';
import { readable } from './work/readable';
import { words } from './words.svelte';

/** One line of fact; the key itself where the page has no words for it. */
export function factText(fact: Fact): string {
  const text = lookup(words.current.facts, fact.key);
  return text === undefined ? fact.key : fill(text, named(fact.params));
}

/** What happened, in one line. */
export function historyText(entry: HistoryEntry): string {
  const { history, facts } = words.current;
  const { key, params } = entry.fact;
  const text = lookup(history, key) ?? lookup(facts, key);
  if (text === undefined) return key;
  const said = fill(text, named(params));
  return params['file'] ? `${said} (${params['file']})` : said;
}

/** The values of a fact with the names that the page has for wire values. */
function named(params: Readonly<Record<string, string>>): Record<string, string> {
  const { operations, documents, modules, buyers, orders } = words.current;
  const naming: Record<string, Readonly<Record<string, string>>[]> = {
    operation: [operations],
    what: [operations, documents, modules],
    document: [documents],
    result: [buyers.viesStates],
    from: [orders.statuses, orders.verdictNames],
    to: [orders.statuses, orders.verdictNames],
  };
  return Object.fromEntries(
    Object.entries(readable(params)).map(([name, value]) => {
      for (const texts of naming[name] ?? []) {
        const said = lookup(texts, value);
        if (said !== undefined) return [name, said];
      }
      return [name, value];
    }),
  );
}
